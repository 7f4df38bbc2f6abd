#ifndef CMD_TERMINAL_H
#define CMD_TERMINAL_H

/* Where standard output is a terminal: from now on what would steer it, in the
 * deals that are printed there, is shown instead. Until the run ends. */
void terminal_guard(void);

#endif
