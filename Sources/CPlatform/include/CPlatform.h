// SPDX-License-Identifier: Apache-2.0
// Linux calls that Swift's Glibc module does not import: variadic calls, GNU extensions and newer system calls.
// Unless it says otherwise, a function returns zero or a result on success and a negated errno on failure.
#pragma once
#include <dirent.h>
#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

// Writes the text of an errno value, cut to `size` and always terminated.
void writ_error_text(int code, char *buffer, size_t size);

// Fills the buffer with bytes of the kernel's random source. Returns how many were written, at most `size`.
ssize_t writ_random(void *buffer, size_t size);

// The process's environment, ended by a null pointer.
char *const *writ_environment(void);

// Names the calling thread. The kernel takes at most 15 bytes.
void writ_name_thread(const char *name);

// Lets the calling thread have the processor only when others can spare it.
void writ_yield_to_others(void);

// The name in a directory entry. Valid as long as the entry is.
const char *writ_entry_name(const struct dirent *entry);

// A descriptor of a directory that only serves as a starting point: neither read nor search permission is used up.
int writ_open_directory(const char *path);

// Both ends of a pipe, closed on exec, and the bytes it can hold.
int writ_pipe(int ends[2]);
int writ_pipe_capacity(int descriptor);

// The width of a terminal in columns, zero when it has none to tell.
int writ_terminal_columns(int descriptor);

// Descriptors that become readable when a blocked signal of the set is pending, or when written to.
int writ_signal_descriptor(const sigset_t *signals);
int writ_event_descriptor(void);

// A timer descriptor on the clock that counts time asleep, and the moment at which it becomes readable: at once when
// that has passed.
int writ_boot_timer(void);
int writ_set_boot_timer(int timer, long long nanoseconds);

// The number of the next pending signal of a signal descriptor, and whether it came from the kernel, as those of a
// terminal do. Never waits.
int writ_next_signal(int descriptor, int *by_kernel);

// What writ_spawn starts. All descriptors are above 2 and closed on exec; -1 stands for "as the caller has it".
struct writ_spawn_request {
    const char *executable;
    char *const *arguments;
    char *const *environment;
    int working_directory;
    int streams[3];
    int new_group;
    int new_session;
};

// Starts a program with no blocked or ignored signals and no descriptors but 0, 1 and 2. Returns its process id.
pid_t writ_spawn(const struct writ_spawn_request *request);

// A descriptor that stands for a process and is readable once all its threads have ended.
int writ_process_descriptor(pid_t pid);
int writ_process_signal(int process, int signal);

// How a child ended. A status is left in place unless `reap` is set. Returns 1 if it has ended, 0 if it still runs.
struct writ_exit {
    int signalled;
    int value;
};
int writ_process_exit(int process, int reap, struct writ_exit *result);

// Who connected a unix socket. The process descriptor needs Linux 6.5.
struct writ_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};
int writ_peer_credentials(int socket, struct writ_peer *peer);
int writ_peer_process(int socket);

// Makes the calling process adopt the orphans among its descendants.
int writ_become_subreaper(void);

// Steps of a process on its way to becoming a supervised program. Each is kept by a later exec.
int writ_die_with_parent(void);
int writ_forbid_new_privileges(void);
int writ_install_mark(void);

// Returns signal handling to what a fresh program expects, and lets only descriptors 0, 1 and 2 pass a later exec.
int writ_shed_inheritance(void);

// Replaces the calling program. Returns only by failing.
int writ_execute(const char *executable, char *const *arguments, char *const *environment);
