/*
 * label.c - what is written of a frame; see label.h.
 */
#include "label.h"

#include <math.h>

#include "columns.h"
#include "counted.h"

/* To the nearest whole number. */
static uint64_t
rounded(double value)
{
	return value < 1.8e19 ? (uint64_t)(value + 0.5) : UINT64_MAX;
}

static double
scaled(uint64_t units, unsigned places, double factor)
{
	return (double)units * factor / pow(10, places);
}

uint64_t
label_scale(uint64_t units, unsigned *places, double factor)
{
	if (factor == 1)
		return units;
	units = rounded(scaled(units, *places, factor));
	*places = 0;
	return units;
}

void
label_count(struct output *out, uint64_t units, unsigned places, double factor)
{
	uint64_t shown = label_scale(units, &places, factor);

	counted_write_number(out, shown, places);
}

/* Hundredths, from 0 on. */
static void
write_hundredths(struct output *out, double hundredths)
{
	uint64_t n = rounded(hundredths);

	output_u64(out, n / 100);
	output_char(out, '.');
	output_char(out, (char)('0' + n / 10 % 10));
	output_char(out, (char)('0' + n % 10));
}

void
label_percent(struct output *out, uint64_t part, uint64_t whole, unsigned places, double factor)
{
	double share = whole > 0 ? (double)part / (double)whole : 0;

	if (factor > 1 && whole > 0)
		share =
		    (double)rounded(scaled(part, places, factor)) / scaled(whole, places, factor);
	write_hundredths(out, share * 10000);
}

void
label_change(struct output *out, double change, uint64_t whole)
{
	if (change != 0)
		output_char(out, change > 0 ? '+' : '-');
	write_hundredths(out, whole > 0 ? fabs(change) / (double)whole * 10000 : 0);
}

void
label_tenths(struct output *out, uint32_t tenths)
{
	if (tenths >= 10 || tenths == 0)
		output_u64(out, tenths / 10);
	if (tenths % 10 != 0) {
		output_char(out, '.');
		output_char(out, (char)('0' + tenths % 10));
	}
}

struct str
label_fit(struct str name, unsigned room, bool behind, bool *dots)
{
	*dots = false;
	if (room < 3)
		return str_head(name, 0);
	/* No need to measure more of a long name than could ever fit. */
	if (name.len <= 16 * (size_t)room && columns_of(name) <= room)
		return name;
	*dots = true;
	return behind ? columns_head(name, room - 2) : columns_tail(name, room - 2);
}
