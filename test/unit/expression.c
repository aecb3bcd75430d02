/*
 * Tests of collapse-perf's DWARF expressions: a row for each operation, with the stack before it and
 * the stack after it, as DWARF 5, 2.5.1 tells; the top of the stack stands last.
 */
#include "unwind_parts.h"

#include "bytes.h"
#include "check.h"

#define MINUS(n) (0 - (uint64_t)(n))
#define TOP_BIT (UINT64_C(1) << 63)
#define BIAS UINT64_C(0x10000)
#define OP(literal)                                                                                \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

enum { MOST = 4, CONST8U = 0x0e, DROP = 0x13, REGISTER_3 = 0x3000, REGISTER_31 = 0x31000 };

struct row {
	struct str code;
	unsigned before_len;
	unsigned after_len;
	uint64_t before[MOST];
	uint64_t after[MOST];
};

static const struct row rows[] = {
    {OP("\x03\x08\x07\x06\x05\x04\x03\x02\x01"), 0, 1, {0}, {UINT64_C(0x102030405060708) + BIAS}},
    {OP("\x06"), 1, 1, {0x40}, {0x8040}},
    {OP("\x08\xff"), 0, 1, {0}, {255}},
    {OP("\x09\xff"), 0, 1, {0}, {MINUS(1)}},
    {OP("\x09\x7f"), 0, 1, {0}, {127}},
    {OP("\x0a\xfe\xff"), 0, 1, {0}, {0xfffe}},
    {OP("\x0b\xfe\xff"), 0, 1, {0}, {MINUS(2)}},
    {OP("\x0b\xfe\x7f"), 0, 1, {0}, {0x7ffe}},
    {OP("\x0c\xfd\xff\xff\xff"), 0, 1, {0}, {0xfffffffd}},
    {OP("\x0d\xfd\xff\xff\xff"), 0, 1, {0}, {MINUS(3)}},
    {OP("\x0d\xfd\xff\xff\x7f"), 0, 1, {0}, {0x7ffffffd}},
    {OP("\x0e\x01\0\0\0\0\0\0\x80"), 0, 1, {0}, {TOP_BIT + 1}},
    {OP("\x0f\xfc\xff\xff\xff\xff\xff\xff\xff"), 0, 1, {0}, {MINUS(4)}},
    {OP("\x10\xe5\x8e\x26"), 0, 1, {0}, {624485}},
    {OP("\x11\xc0\xbb\x78"), 0, 1, {0}, {MINUS(123456)}},
    {OP("\x11\x3f"), 0, 1, {0}, {63}},
    {OP("\x12"), 2, 3, {7, 8}, {7, 8, 8}},
    {OP("\x13"), 2, 1, {7, 8}, {7}},
    {OP("\x14"), 2, 3, {7, 8}, {7, 8, 7}},
    {OP("\x15\x00"), 3, 4, {7, 8, 9}, {7, 8, 9, 9}},
    {OP("\x15\x01"), 3, 4, {7, 8, 9}, {7, 8, 9, 8}},
    {OP("\x15\x02"), 3, 4, {7, 8, 9}, {7, 8, 9, 7}},
    {OP("\x16"), 3, 3, {7, 8, 9}, {7, 9, 8}},
    {OP("\x17"), 4, 4, {6, 7, 8, 9}, {6, 9, 7, 8}},
    {OP("\x19"), 1, 1, {MINUS(5)}, {5}},
    {OP("\x19"), 1, 1, {5}, {5}},
    {OP("\x1a"), 2, 1, {12, 10}, {8}},
    {OP("\x1b"), 2, 1, {MINUS(17), 5}, {MINUS(3)}},
    {OP("\x1b"), 2, 1, {17, MINUS(5)}, {MINUS(3)}},
    {OP("\x1b"), 2, 1, {TOP_BIT, MINUS(1)}, {TOP_BIT}},
    {OP("\x1c"), 2, 1, {3, 5}, {MINUS(2)}},
    {OP("\x1d"), 2, 1, {17, 5}, {2}},
    {OP("\x1d"), 2, 1, {MINUS(1), 10}, {5}}, /* without a sign: 2^64 - 1 */
    {OP("\x1e"), 2, 1, {MINUS(3), 5}, {MINUS(15)}},
    {OP("\x1f"), 1, 1, {5}, {MINUS(5)}},
    {OP("\x20"), 1, 1, {5}, {MINUS(6)}},
    {OP("\x21"), 2, 1, {12, 10}, {14}},
    {OP("\x22"), 2, 1, {MINUS(3), 5}, {2}},
    {OP("\x23\x80\x01"), 1, 1, {5}, {133}},
    {OP("\x24"), 2, 1, {3, 4}, {48}},
    {OP("\x24"), 2, 1, {3, 63}, {TOP_BIT}},
    {OP("\x24"), 2, 1, {3, 64}, {0}},
    {OP("\x25"), 2, 1, {TOP_BIT, 63}, {1}},
    {OP("\x25"), 2, 1, {TOP_BIT, 64}, {0}},
    {OP("\x26"), 2, 1, {MINUS(16), 2}, {MINUS(4)}},
    {OP("\x26"), 2, 1, {MINUS(16), 0}, {MINUS(16)}},
    {OP("\x26"), 2, 1, {MINUS(16), 64}, {MINUS(1)}},
    {OP("\x26"), 2, 1, {16, 2}, {4}},
    {OP("\x26"), 2, 1, {16, 64}, {0}},
    {OP("\x27"), 2, 1, {12, 10}, {6}},
    {OP("\x28\x01\0\x31\x32"), 1, 1, {1}, {2}}, /* over lit1 */
    {OP("\x28\x01\0\x31\x32"), 1, 2, {0}, {1, 2}},
    /* back to "lit1, minus, dup, bra" until nothing is left of 3, with lit7 behind it */
    {OP("\x31\x1c\x12\x28\xfa\xff\x37"), 1, 2, {3}, {0, 7}},
    {OP("\x29"), 2, 1, {5, 5}, {1}},
    {OP("\x29"), 2, 1, {5, 6}, {0}},
    {OP("\x2a"), 2, 1, {5, 5}, {1}},
    {OP("\x2a"), 2, 1, {MINUS(1), 5}, {0}},
    {OP("\x2a"), 2, 1, {6, 5}, {1}},
    {OP("\x2b"), 2, 1, {5, 5}, {0}},
    {OP("\x2b"), 2, 1, {5, MINUS(1)}, {1}},
    {OP("\x2b"), 2, 1, {4, 5}, {0}},
    {OP("\x2c"), 2, 1, {5, 5}, {1}},
    {OP("\x2c"), 2, 1, {5, MINUS(1)}, {0}},
    {OP("\x2c"), 2, 1, {4, 5}, {1}},
    {OP("\x2d"), 2, 1, {5, 5}, {0}},
    {OP("\x2d"), 2, 1, {MINUS(1), 5}, {1}},
    {OP("\x2d"), 2, 1, {6, 5}, {0}},
    {OP("\x2e"), 2, 1, {5, 6}, {1}},
    {OP("\x2e"), 2, 1, {5, 5}, {0}},
    {OP("\x2f\x01\0\x31\x32"), 0, 1, {0}, {2}},
    {OP("\x37\x2f\0\0"), 0, 1, {0}, {7}}, /* to the very end */
    {OP("\x30"), 0, 1, {0}, {0}},
    {OP("\x4f"), 0, 1, {0}, {31}},
    {OP("\x73\x05"), 0, 1, {0}, {REGISTER_3 + 5}},
    {OP("\x8f\x7f"), 0, 1, {0}, {REGISTER_31 - 1}},
    {OP("\x92\x03\x7e"), 0, 1, {0}, {REGISTER_3 - 2}},
    {OP("\x94\x01"), 1, 1, {0x41}, {0x1041}},
    {OP("\x94\x02"), 1, 1, {0x41}, {0x2041}},
    {OP("\x94\x04"), 1, 1, {0x41}, {0x4041}},
    {OP("\x94\x08"), 1, 1, {0x41}, {0x8041}},
    {OP("\x96"), 1, 1, {5}, {5}},
};

/* What must fail: too little on the stack, what is not there, what is no operation. */
static const struct row wrong[] = {
    {OP("\x06"), 0, 0, {0}, {0}},
    {OP("\x06"), 1, 0, {0x1000}, {0}}, /* no memory there */
    {OP("\x0a\x01"), 0, 0, {0}, {0}},  /* cut */
    {OP("\x12"), 0, 0, {0}, {0}},
    {OP("\x13\x31"), 0, 0, {0}, {0}},
    {OP("\x14"), 1, 0, {1}, {0}},
    {OP("\x15\x01"), 1, 0, {1}, {0}},
    {OP("\x16"), 1, 0, {1}, {0}},
    {OP("\x17"), 2, 0, {1, 2}, {0}},
    {OP("\x1a"), 1, 0, {1}, {0}},
    {OP("\x1b"), 2, 0, {1, 0}, {0}},
    {OP("\x1d"), 2, 0, {1, 0}, {0}},
    {OP("\x2f\x02\0\x31"), 0, 0, {0}, {0}},   /* behind the end */
    {OP("\x2f\xf0\xff\x31"), 0, 0, {0}, {0}}, /* before the beginning */
    {OP("\x31\x2f\xfd\xff"), 0, 0, {0}, {0}}, /* for ever */
    {OP("\x74\0"), 0, 0, {0}, {0}},	      /* a register that is not known */
    {OP("\x92\x21\0"), 0, 0, {0}, {0}},	      /* none at all */
    {OP("\x94\x03"), 1, 0, {0x40}, {0}},
    {OP("\x95"), 1, 0, {1}, {0}},
    {OP("\x18"), 1, 0, {1}, {0}}, /* DW_OP_xderef: there are no address spaces */
    {OP("\x00"), 1, 0, {1}, {0}},
    {OP("\x50"), 1, 0, {1}, {0}}, /* DW_OP_reg0 */
    {OP(""), 0, 0, {0}, {0}},
};

/* Memory below 0x1000 whose words are their own address, with the size asked for. */
static bool
read_memory(void *context, uint64_t address, unsigned size, uint64_t *value)
{
	(void)context;
	*value = address + size * UINT64_C(0x1000);
	return address < 0x1000;
}

static bool
evaluate(const struct row *row, unsigned drops, uint64_t *result)
{
	const struct unwind_memory memory = {.read = read_memory};
	struct unwind_registers registers = {.known = 0};
	/* aarch64: it has 32 registers. */
	const struct unwind_frame frame = {UNWIND_AARCH64, &registers, &memory, BIAS};
	struct bytes code = {.len = 0};

	unwind_set(&registers, 3, REGISTER_3);
	unwind_set(&registers, 31, REGISTER_31);
	for (unsigned i = 0; i < row->before_len; i++) {
		put(&code, 1, CONST8U);
		put(&code, 8, row->before[i]);
	}
	put_text(&code, row->code.ptr, row->code.len);
	while (drops-- > 0)
		put(&code, 1, DROP);
	return unwind_evaluate(bytes_text(&code), &frame, NULL, result);
}

/* One after the other is taken off, until nothing is left. */
static bool
is_right(const struct row *row)
{
	uint64_t result;

	for (unsigned drops = 0; drops < row->after_len; drops++)
		if (!evaluate(row, drops, &result) ||
		    result != row->after[row->after_len - 1 - drops])
			return false;
	return !evaluate(row, row->after_len, &result);
}

static void
check_rows(void)
{
	uint64_t result;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!is_right(&rows[i]))
			fprintf(stderr, "row %zu, operation 0x%02x:\n", i,
			    (unsigned char)rows[i].code.ptr[0]);
		CHECK(is_right(&rows[i]));
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		if (evaluate(&wrong[i], 0, &result))
			fprintf(stderr, "row %zu of what must fail:\n", i);
		CHECK(!evaluate(&wrong[i], 0, &result));
	}
}

/* The stack holds 64 values. */
static void
check_depth(void)
{
	static const char ones[] = "11111111111111111111111111111111"
				   "11111111111111111111111111111111";
	struct row full = {str_make(ones, 64), 0, 0, {0}, {0}};
	uint64_t result;

	CHECK(evaluate(&full, 0, &result) && result == 1);
	full.before_len = 1;
	CHECK(!evaluate(&full, 0, &result));
}

int
main(void)
{
	check_rows();
	check_depth();
	return check_done();
}
