/* counted.c - lib/stacks/counted: the line that says what is counted, and amounts for people. */
#include "counted.h"

#include "check.h"

static void
reads(struct str text, struct str event, struct str unit, uint64_t samples, uint64_t total)
{
	struct counted_event e;

	CHECK(counted_parse(text, &e));
	CHECK_STR(e.event, event);
	CHECK_STR(e.unit, unit);
	CHECK(e.after.samples == samples && e.after.total.units == total);
}

static void
lines(void)
{
	static const char *const none[] = {
	    "[event=a,unit=s,lost=few]",
	    "[event=a,unit=s,lost=1:few]",
	    "[event=a,unit=s,samples=few:1]",
	    "[event=a,unit=s,total=1:few]",
	    "[event=a,unit=s,total=few:1]",
	    "[event=a]",
	    "[event=,unit=ns]",
	    "[event=a,unit=]",
	    "[event=a,unit=ns,samples=-1]",
	    "[event=a,unit=ns,total=1:]x",
	    "[event=a,unit=ns,total=x]",
	    "[event=a,unit=ns];main",
	    "main",
	    "",
	};
	struct counted_event e;

	reads(STR("[event=cpu-clock,unit=ns,samples=152,total=304609216]"), STR("cpu-clock"),
	    STR("ns"), 152, 304609216);
	reads(STR("[event=cpu/event=0x3c,unit=x,umask=0/,unit=cycles,total=7,new=1,samples=2]"),
	    STR("cpu/event=0x3c,unit=x,umask=0/"), STR("cycles"), 2, 7);
	reads(STR("[event=cycles,unit=cycles]"), STR("cycles"), STR("cycles"), 0, 0);
	CHECK(counted_parse(STR("[event=a b,unit=s,samples=1:2,total=.5:30.25]"), &e) && e.two);
	CHECK(e.before.samples == 1 && e.before.total.units == 5 && e.before.total.places == 1);
	CHECK(e.after.samples == 2 && e.after.total.units == 3025 && e.after.total.places == 2);
	CHECK(counted_parse(STR("[event=a,unit=s,samples=1:2,total=1:2,lost=3:40]"), &e));
	CHECK(e.before.lost == 3 && e.after.lost == 40);
	CHECK(counted_parse(STR("[event=a,unit=s,lost=5]"), &e) && e.after.lost == 5 && !e.two);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		CHECK(!counted_parse(str_from(none[i]), &e));
}

static void
writes_back(struct str text, struct str want)
{
	struct counted_event e;
	struct output out;

	output_to_memory(&out);
	CHECK(counted_parse(text, &e));
	counted_write_line(&out, &e);
	CHECK_STR(output_text(&out), want);
	CHECK(output_close(&out));
}

static void
written(void)
{
	writes_back(STR("[event=cpu-clock,unit=ns,samples=152,total=304609216]"),
	    STR("[event=cpu-clock,unit=ns,samples=152,total=304609216]"));
	writes_back(STR("[event=a,unit=a,total=1:2.50,samples=3:4,later=5]"),
	    STR("[event=a,unit=a,samples=3:4,total=1:2.5]"));
	writes_back(
	    STR("[event=a;b\n,unit=a,total=1]"), STR("[event=a_b_,unit=a,samples=0,total=1]"));
}

static enum counted_status
add(struct counted_list *list, struct str text)
{
	struct counted_event e;

	CHECK(counted_parse(text, &e));
	return counted_list_add(list, &e);
}

static void
sums(void)
{
	struct counted_list list;
	struct counted_event sum;

	counted_list_init(&list);
	CHECK(!counted_list_sum(&list, &sum));
	CHECK(add(&list, STR("[event=b,unit=ns,samples=2,total=10]")) == COUNTED_OK);
	CHECK(add(&list, STR("[event=b,unit=ns,samples=3,total=20.5]")) == COUNTED_OK);
	CHECK(add(&list, STR("[event=a,unit=ns,samples=4,total=30]")) == COUNTED_OK);
	CHECK(add(&list, STR("[event=c,unit=cycles,samples=4,total=30]")) == COUNTED_OTHER_UNIT);
	CHECK(list.len == 2 && !list.saturated);
	CHECK_STR(list.items[0].event, STR("a"));
	CHECK(list.items[1].after.samples == 5 && list.items[1].after.total.units == 305);
	CHECK(counted_list_sum(&list, &sum));
	CHECK(
	    sum.after.samples == 9 && sum.after.total.units == 605 && sum.after.total.places == 1);
	CHECK(add(&list, STR("[event=a,unit=ns,total=18446744073709551615]")) == COUNTED_OK);
	CHECK(list.saturated && list.items[0].after.total.units == UINT64_MAX);
	CHECK(add(&list, STR("[event=d,unit=ns,total=1:2]")) == COUNTED_OK);
	CHECK(counted_list_sum(&list, &sum) && sum.two && list.len == 3);
	CHECK_STR(list.items[2].event, STR("d"));
	counted_list_release(&list);
}

static void
samples_are(uint64_t part, uint64_t whole, uint64_t want, bool want_about)
{
	static const struct counted_side side = {152, {304609216, 0, false}, 0};
	bool about = !want_about;

	CHECK(counted_samples(&side, part, whole, 0, &about) == want);
	CHECK(about == want_about);
}

static void
samples(void)
{
	static const struct counted_side uneven = {3, {1000, 0, false}, 0},
					 none = {0, {10, 0, false}, 0},
					 empty = {7, {0, 0, false}, 0},
					 large = {UINT64_MAX, {10, 0, false}, 0},
					 full = {3, {UINT64_MAX, 0, true}, 0};
	bool about;

	CHECK(counted_unit(STR("cpu-clock:u")).len == 2 && counted_unit(STR("cycles:u")).len == 8);
	samples_are(304609216, 304609216, 152, false);
	samples_are(UINT64_C(2004008) * 7, 304609216, 7, false);
	samples_are(UINT64_C(2004008) * 7 + 1, 304609216, 7, true);
	samples_are(1, 304609216, 1, true);
	samples_are(0, 304609216, 0, false);
	samples_are(UINT64_C(2004008) * 7, UINT64_C(2004008) * 7, 7, true);
	CHECK(counted_samples(&uneven, 1000, 1000, 0, &about) == 3 && !about);
	CHECK(counted_samples(&uneven, 666, 1000, 0, &about) == 2 && about);
	CHECK(counted_samples(&uneven, 100000, 100000, 2, &about) == 3 && !about);
	CHECK(counted_samples(&none, 5, 10, 0, &about) == 0 && about);
	CHECK(counted_samples(&empty, 0, 0, 0, &about) == 7);
	CHECK(counted_samples(&large, 1000, 1000, 0, &about) == UINT64_MAX);
	CHECK(counted_samples(&full, UINT64_MAX, UINT64_MAX, 0, &about) == 3);
}

static void
amount(struct str unit, uint64_t units, unsigned places, struct str want)
{
	struct output out;

	output_to_memory(&out);
	counted_write_amount(&out, unit, units, places);
	CHECK_STR(output_text(&out), want);
	CHECK(output_close(&out));
}

static void
amounts(void)
{
	static const struct {
		const char *unit;
		uint64_t units;
		unsigned places;
		const char *want;
	} rows[] = {
	    {"ns", 304609216, 0, "304.6 ms"},
	    {"ns", 3049999999, 0, "3.05 s"},
	    {"ns", 999, 0, "999 ns"},
	    {"ns", 1000, 0, "1 \xc2\xb5s"},
	    {"ns", 999949, 0, "999.9 \xc2\xb5s"},
	    {"ns", 999950, 0, "1 ms"},
	    {"ns", 9995, 0, "10 \xc2\xb5s"},
	    {"us", 7322000000, 0, "7,322 s"},
	    {"ms", 12345, 1, "1.23 s"},
	    {"s", 5, 1, "0.5 s"},
	    {"ns", UINT64_MAX, 0, "18,446,744,073.7 s"},
	    {"bytes", 1288490189, 0, "1.2 GiB"},
	    {"bytes", 1023, 0, "1,023 B"},
	    {"bytes", 1048575, 0, "1 MiB"},
	    {"bytes", UINT64_MAX, 0, "16,777,216 TiB"},
	    {"bytes", UINT64_MAX, 6, "16.8 TiB"},
	    {"cycles", 13203955400, 0, "13,203,955,400 cycles"},
	    {"cycles", 12345, 1, "1,234.5 cycles"},
	    {"cycles:u", 1, 0, "1 cycle:u"},
	    {"samples", 1, 0, "1 sample"},
	    {"samples", 0, 0, "0 samples"},
	    {"cache-misses", 1, 0, "1 cache-miss"},
	    {"branches", 1, 0, "1 branch"},
	    {"pushes", 1, 0, "1 push"},
	    {"boxes", 1, 0, "1 box"},
	    {"is", 1, 0, "1 is"},
	    {"loss", 1, 0, "1 loss"},
	    {"data", 1, 0, "1 data"},
	    {"us", 1, 0, "1 \xc2\xb5s"},
	    {"ns", 5, 19, "0 ns"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		amount(
		    str_from(rows[i].unit), rows[i].units, rows[i].places, str_from(rows[i].want));
}

int
main(void)
{
	lines();
	written();
	sums();
	samples();
	amounts();
	return check_done();
}
