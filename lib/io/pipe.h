/*
 * pipe.h - a roomier pipe, where the system has one.
 */
#ifndef PIPE_H
#define PIPE_H

/*
 * Asks the system for a pipe of 1 MB behind fd, so that writer and reader wait
 * for each other less often. Does nothing for what is no pipe, or where it cannot.
 */
void pipe_enlarge(int fd);

#endif
