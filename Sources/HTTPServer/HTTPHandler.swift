// SPDX-License-Identifier: Apache-2.0

/// What answers requests.
package protocol HTTPHandler: Sendable {
    /// Called once for each request, when its body has arrived, on one of the server's threads.
    ///
    /// Calls run in parallel. While one runs, its thread serves nothing else: answer at once, or keep `responder` and
    /// answer later from any thread. `request` is only lent; `responder` must be used up exactly once, and one that
    /// is dropped answers 500.
    func handle(_ request: borrowing HTTPRequest, _ responder: consuming Responder)

    /// Called instead when the body is longer than the server's bound; `request` comes without it.
    ///
    /// What it returns is answered at once; nil, as without this, for 413 with a line of plain text.
    func refusal(ofBodyOf request: borrowing HTTPRequest) -> HTTPResponse?
}

extension HTTPHandler {
    package func refusal(ofBodyOf request: borrowing HTTPRequest) -> HTTPResponse? { nil }
}
