// SPDX-License-Identifier: Apache-2.0

package import HTTPServer
import Platform

/// Stands on a socket for an authority: it answers what a test says, and keeps what it was asked.
package final class ScriptedAuthority: Sendable {
    package struct Question: Sendable {
        package let path: String
        package let query: [String: String]
        package let body: String
    }

    package struct Answer: Sendable {
        fileprivate let status: HTTPStatus
        fileprivate let body: String

        package static func ok(_ body: String = "{}") -> Answer { Answer(status: .ok, body: body) }

        package static func error(_ status: UInt16, _ code: String) -> Answer {
            Answer(status: HTTPStatus(status), body: #"{"error":"\#(code)","error_description":"\#(code)"}"#)
        }
    }

    private let server: HTTPServer
    private let asked: Monitor<[Question]>

    /// What it was asked, the oldest first.
    package var questions: [Question] { asked.withLock { $0 } }

    /// - Parameter script: what it answers, with the number of questions of that path before this one.
    package init(
        at socketPath: String, _ script: @escaping @Sendable (Question, _ before: Int) -> Answer
    ) throws(HTTPServerError) {
        asked = Monitor([])
        server = try HTTPServer(
            listeners: [.unix(path: socketPath)], handler: Handler(script: script, asked: asked))
    }

    private struct Handler: HTTPHandler {
        let script: @Sendable (Question, Int) -> Answer
        let asked: Monitor<[Question]>

        func handle(_ request: borrowing HTTPRequest, _ responder: consuming Responder) {
            let query: [String: String]
            do throws(HTTPQueryError) { query = try request.queryParameters() } catch {
                return responder.send(HTTPStatus(400))
            }
            let question = Question(
                path: request.path, query: query, body: String(decoding: request.body, as: UTF8.self))
            let before = asked.withLock { asked in
                defer { asked.append(question) }
                return asked.count { $0.path == question.path }
            }
            let answer = script(question, before)
            responder.send(
                answer.status, [HTTPField("Content-Type", "application/json")], body: Array(answer.body.utf8))
        }
    }
}
