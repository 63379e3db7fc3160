// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <curl/curl.h>

// Only what Swift cannot import: the variadic calls, one function for each type of argument.

static inline CURLcode writ_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode writ_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/// libcurl copies the text, but not what `CURLOPT_POSTFIELDS` points at.
static inline CURLcode writ_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode writ_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode writ_curl_set_fields(CURL *handle, struct curl_slist *fields) {
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, fields);
}

/// Takes the bytes of the answer's head and body; returns how many it took.
typedef size_t (*writ_curl_receive)(char *bytes, size_t one, size_t count, void *context);

static inline CURLcode writ_curl_set_receive(CURL *handle, CURLoption option, writ_curl_receive receive) {
    return curl_easy_setopt(handle, option, receive);
}

static inline CURLcode writ_curl_set_open_socket(CURL *handle, curl_opensocket_callback open) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open);
}

static inline CURLcode writ_curl_set_before_request(CURL *handle, curl_prereq_callback admit) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, admit);
}

/// How the transfer ended, or -1 while it has not.
static inline int writ_curl_result(CURLM *multi) {
    int left = 0;
    CURLMsg *message = curl_multi_info_read(multi, &left);
    return message && message->msg == CURLMSG_DONE ? (int)message->data.result : -1;
}
