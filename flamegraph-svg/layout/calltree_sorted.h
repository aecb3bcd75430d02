/*
 * calltree_sorted.h - a call tree from stacks in the order of the tree, without most of its nodes.
 *
 * Sorted stacks are the tree: what a stack does not share with the one before opens frames,
 * and what that one does not share with this closes them. A frame's total is known when it
 * closes, and what is narrower than all that can be wanted is dropped there, with all below
 * it. So memory has the stack at hand and the frames that are kept:
 *
 *	calltree_init(&tree);
 *	calltree_sorted_init(&s, &tree, two, &keep);
 *	calltree_sorted_add(&s, stack, units);        for every stack, in order
 *	calltree_sorted_finish(&s);
 *	calltree_arrange(&tree, order);
 *
 * The order is that of text_sort_stacks(); a chart (calltree.chart) keeps the order of its
 * stacks. tree.places is set before; the counts are units of 10^-places.
 */
#ifndef CALLTREE_SORTED_H
#define CALLTREE_SORTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calltree.h"

/* Which frames are kept for certain; others may be. Outermost ones always are. */
struct calltree_keep {
	size_t widest;	/* so many of the widest; of those as wide, the first of the tree */
	uint64_t least; /* all that are at least so wide */
	bool ties;	/* all that are as wide as the last of `widest`: siblings will be moved */
	uint64_t guess; /* how wide that will be at least: ask calltree_sorted_guessed; or 0 */
	size_t deepest; /* but none at more than this depth: its callers are as wide; or 0 */
	size_t likely;	/* so many nodes there will be, or so; or 0 */
	const struct str *names; /* all that have one of these names, which begin with '[' */
	size_t names_len;
};

/* What is known of an open frame, of one side. */
struct calltree_amounts {
	uint64_t own, total, start, lost; /* as in struct calltree_counts */
};

struct calltree_open {
	size_t end;    /* in the text of the stack */
	uint32_t node; /* CALLTREE_NONE: none yet */
};

/* A node whose name has no number yet. */
struct calltree_unnamed {
	uint32_t node, hash;
	struct str name;
};

/* So many names are looked up at a time. */
enum { CALLTREE_UNNAMED = 16 };

struct calltree_sorted {
	struct calltree *tree;
	struct calltree_keep keep;
	uint64_t narrow; /* a frame that closes is dropped if it is less wide */
	size_t limit;	 /* so many nodes are worth a search for those that are not kept */

	const char *text; /* of the stack at hand */
	size_t len;
	char *copy; /* of texts that do not stay */
	size_t copy_cap;
	struct calltree_open *open; /* open[d]: the frame at depth d; open[0] is the root */
	size_t depth, open_cap;
	struct calltree_amounts *amounts[2]; /* after and before, as `open` */
	size_t amounts_cap[2];
	uint64_t sum[2]; /* of all stacks so far */
	size_t nodes_cap[2][4];
	bool gap;    /* the open frame is the gap of a chart */
	size_t held; /* nodes 1 to this one stay, whatever their width: see calltree_sorted_hold */
	struct calltree_unnamed unnamed[CALLTREE_UNNAMED];
	size_t unnamed_len;
};

/* `two`: the tree is differential. False without memory; release it all the same. */
bool calltree_sorted_init(
    struct calltree_sorted *s, struct calltree *t, bool two, const struct calltree_keep *keep);
void calltree_sorted_release(struct calltree_sorted *s);

/* Adds units (AFTER, BEFORE) to a stack. False without memory. */
bool calltree_sorted_add(struct calltree_sorted *s, struct str stack, const uint64_t units[2]);

/*
 * The same for who knows more of the stack: frames that it alone has, and that are too narrow
 * to be kept, are counted without a look at them. So most of the text is never touched.
 */
struct calltree_row {
	struct str stack;      /* stays where it is until all is finished */
	size_t common;	       /* so many bytes, and not one more, are those of the one before */
	size_t ahead;	       /* no more than so many are those of the next one */
	uint32_t frames;       /* 0: not known */
	const uint64_t *units; /* AFTER, BEFORE */
};
bool calltree_sorted_row(struct calltree_sorted *s, const struct calltree_row *row);

/* Closes all. False without memory. */
bool calltree_sorted_finish(struct calltree_sorted *s);

/*
 * For two threads, each with a part of the stacks, of no chart. The last stack of the one part and the
 * first one of the other share some frames, the outermost ones:
 *
 *	calltree_sorted_hold(&behind, shared);     once its first stack was added
 *	calltree_sorted_finish(&behind);
 *	calltree_sorted_join(&s, &behind);         once all stacks of s were
 *	calltree_sorted_finish(&s);
 *
 * What each drops has enough in its own part that is as wide. Where stacks are added as rows, `ahead`
 * of the last one and of the first one is what they share. What is behind may only be released then.
 * False without memory, and where one of them has fewer open frames: its stacks are not what they were.
 */
bool calltree_sorted_hold(struct calltree_sorted *s, size_t frames);
bool calltree_sorted_join(struct calltree_sorted *s, struct calltree_sorted *behind);

/* After that: whether the guess was good; if not, the tree lacks frames that were to be kept. */
bool calltree_sorted_guessed(const struct calltree_sorted *s);

/*
 * The least width of the `max` widest nodes: the largest that at least `max` reach, 0 where
 * there are fewer. Found byte by byte, from the top, by counting the nodes that have the
 * bytes found so far. *wider becomes the number of nodes that are wider still.
 */
uint64_t calltree_least_width(const struct calltree *t, size_t max, size_t *wider);

#endif
