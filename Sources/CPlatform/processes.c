// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int add_actions(posix_spawn_file_actions_t *actions, const struct writ_spawn_request *request) {
    for (int stream = 0; stream < 3; stream++) {
        if (request->streams[stream] < 0) continue;
        int code = posix_spawn_file_actions_adddup2(actions, request->streams[stream], stream);
        if (code != 0) return code;
    }
    if (request->working_directory >= 0) {
        int code = posix_spawn_file_actions_addfchdir_np(actions, request->working_directory);
        if (code != 0) return code;
    }
    return posix_spawn_file_actions_addclosefrom_np(actions, 3);
}

static int set_attributes(posix_spawnattr_t *attributes, const struct writ_spawn_request *request) {
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (request->new_group) flags |= POSIX_SPAWN_SETPGROUP;
    if (request->new_session) flags |= POSIX_SPAWN_SETSID;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int code = posix_spawnattr_setflags(attributes, flags);
    if (code == 0) code = posix_spawnattr_setpgroup(attributes, 0);
    if (code == 0) code = posix_spawnattr_setsigmask(attributes, &none);
    if (code == 0) code = posix_spawnattr_setsigdefault(attributes, &all);
    return code;
}

pid_t writ_spawn(const struct writ_spawn_request *request) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = 0;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return -code;
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
        code = add_actions(&actions, request);
        if (code == 0) code = set_attributes(&attributes, request);
        if (code == 0)
            code = posix_spawn(
                &pid, request->executable, &actions, &attributes, request->arguments, request->environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return code == 0 ? pid : -code;
}

int writ_process_descriptor(pid_t pid) {
    int descriptor = pidfd_open(pid, 0);
    return descriptor >= 0 ? descriptor : -errno;
}

int writ_process_signal(int process, int signal) {
    return pidfd_send_signal(process, signal, NULL, 0) == 0 ? 0 : -errno;
}

int writ_process_exit(int process, int reap, struct writ_exit *result) {
    siginfo_t info = {0};
    int options = WEXITED | WNOHANG | (reap ? 0 : WNOWAIT);
    if (waitid(P_PIDFD, (id_t)process, &info, options) != 0) return -errno;
    if (info.si_pid == 0) return 0;
    *result = (struct writ_exit){info.si_code != CLD_EXITED, info.si_status};
    return 1;
}

int writ_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : -errno; }

int writ_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 ? 0 : -errno; }

int writ_forbid_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : -errno; }

int writ_install_mark(void) {
    struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = 1, .filter = &allow};
    // WHY: without this flag older kernels slow the whole program down to guard against speculative stores.
    unsigned flags = SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) == 0 ? 0 : -errno;
}

int writ_shed_inheritance(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) return -errno;
    return close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0 ? 0 : -errno;
}

int writ_execute(const char *executable, char *const *arguments, char *const *environment) {
    execve(executable, arguments, environment);
    return -errno;
}
