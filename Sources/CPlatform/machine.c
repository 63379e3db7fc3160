// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

void writ_error_text(int code, char *buffer, size_t size) {
    char scratch[128];
    snprintf(buffer, size, "%s", strerror_r(code, scratch, sizeof scratch));
}

ssize_t writ_random(void *buffer, size_t size) {
    ssize_t count = getrandom(buffer, size, 0);
    return count >= 0 ? count : -errno;
}

char *const *writ_environment(void) { return environ; }

void writ_name_thread(const char *name) {
    char cut[16];
    snprintf(cut, sizeof cut, "%s", name);
    pthread_setname_np(pthread_self(), cut);
}

// Linux keeps the nice value of each thread apart.
void writ_yield_to_others(void) { setpriority(PRIO_PROCESS, (id_t)gettid(), 15); }

const char *writ_entry_name(const struct dirent *entry) { return entry->d_name; }

int writ_open_directory(const char *path) {
    int descriptor = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return descriptor >= 0 ? descriptor : -errno;
}

int writ_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno; }

int writ_pipe_capacity(int descriptor) {
    int bytes = fcntl(descriptor, F_GETPIPE_SZ);
    return bytes >= 0 ? bytes : -errno;
}

int writ_terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : -errno;
}

int writ_signal_descriptor(const sigset_t *signals) {
    int descriptor = signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
    return descriptor >= 0 ? descriptor : -errno;
}

int writ_event_descriptor(void) {
    int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return descriptor >= 0 ? descriptor : -errno;
}

int writ_boot_timer(void) {
    int descriptor = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    return descriptor >= 0 ? descriptor : -errno;
}

int writ_set_boot_timer(int timer, long long nanoseconds) {
    struct itimerspec moment = {.it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000}};
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &moment, NULL) == 0 ? 0 : -errno;
}

int writ_next_signal(int descriptor, int *by_kernel) {
    struct signalfd_siginfo info;
    if (read(descriptor, &info, sizeof info) != sizeof info) return -errno;
    *by_kernel = info.ssi_code == SI_KERNEL;
    return (int)info.ssi_signo;
}

int writ_peer_credentials(int socket, struct writ_peer *peer) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return -errno;
    *peer = (struct writ_peer){credentials.pid, credentials.uid, credentials.gid};
    return 0;
}

int writ_peer_process(int socket) {
    int descriptor = -1;
    socklen_t size = sizeof descriptor;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &descriptor, &size) != 0) return -errno;
    return descriptor;
}
