// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <microhttpd.h>

// Only what Swift cannot import: functions over variadic calls, callback types the header leaves untyped, and a call
// the C library declares for GNU sources alone.

extern int accept4(int listener, struct sockaddr *peer, socklen_t *peer_bytes, int flags);

/// Called with the request target as it was sent, in the library's receive buffer, before the library takes it apart
/// there. What it returns is the request's context.
typedef void *(*writ_mhd_target_callback)(void *context, char *target, struct MHD_Connection *connection);

/// Called to decode a part of the target in place. Returns the length of what is left.
typedef size_t (*writ_mhd_unescape_callback)(void *context, struct MHD_Connection *connection, char *text);

/// Everything one daemon is started with. `context` is handed to each callback.
struct writ_mhd_options {
    unsigned int flags;
    unsigned int connections_max;
    unsigned int idle_seconds;
    size_t memory_bytes;
    const char *certificate_pem;
    const char *key_pem;
    const char *tls_priorities;
    void *context;
    MHD_AccessHandlerCallback handle;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    writ_mhd_target_callback target;
    writ_mhd_unescape_callback unescape;
};

/// Starts a daemon that owns no listening socket. NULL when it cannot start.
static inline struct MHD_Daemon *writ_mhd_start(const struct writ_mhd_options *options) {
    struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)options->certificate_pem},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)options->key_pem},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)options->tls_priorities},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(
        options->flags, 0, NULL, NULL, options->handle, options->context,
#if MHD_VERSION >= 0x00097701
        MHD_OPTION_CLIENT_DISCIPLINE_LVL, (int)1,
#else
        // Before 0.9.77 strictness adds a check of `Host`, whose answer is sent with two heads, and one of spaces in
        // the target, which is not answered at all. The caller checks both, and more.
        MHD_OPTION_STRICT_FOR_CLIENT, (int)0,
#endif
        MHD_OPTION_CONNECTION_LIMIT, options->connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->memory_bytes,
        MHD_OPTION_NOTIFY_COMPLETED, options->completed, options->context,
        MHD_OPTION_NOTIFY_CONNECTION, options->connection, options->context,
        MHD_OPTION_URI_LOG_CALLBACK, options->target, options->context,
        MHD_OPTION_UNESCAPE_CALLBACK, options->unescape, options->context,
        MHD_OPTION_ARRAY, options->certificate_pem ? tls : plain,
        MHD_OPTION_END);
}

/// The daemon's epoll descriptor, or -1: readable when `MHD_run` has something to do.
static inline int writ_mhd_epoll(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

/// The descriptor of a connection, or -1.
static inline int writ_mhd_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/// The peer's address, or NULL.
static inline const struct sockaddr *writ_mhd_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/// What the connection callback stored for this connection, or NULL.
static inline void *writ_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/// The bytes of the request's head, request line and last empty line included, or 0 before it has all arrived.
static inline size_t writ_mhd_head_bytes(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}
