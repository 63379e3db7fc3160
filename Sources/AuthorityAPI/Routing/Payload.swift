// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import MissionWire

/// A body: its media type, and what it looks like.
struct Payload: Sendable {
    let mediaType: String
    let schema: Schema

    static func json(_ schema: Schema) -> Payload { Payload(mediaType: ContentType.json, schema: schema) }
    static func form(_ schema: Schema) -> Payload { Payload(mediaType: ContentType.form, schema: schema) }

    static let statusResponse = Payload(
        mediaType: StatusResponse.mediaType, schema: .jws(of: .statusPayload))
    static let plainText = Payload(mediaType: "text/plain", schema: .string)

    static func eventStream(of data: Schema) -> Payload {
        Payload(mediaType: "text/event-stream", schema: .events(of: data))
    }
}

/// What a route answers when it does what was asked.
struct Success: Sendable {
    let status: HTTPStatus
    let payload: Payload

    static func ok(_ schema: Schema) -> Success { Success(status: .ok, payload: .json(schema)) }
    static func ok(_ payload: Payload) -> Success { Success(status: .ok, payload: payload) }
    static func created(_ schema: Schema) -> Success { Success(status: .created, payload: .json(schema)) }
    static func accepted(_ schema: Schema) -> Success { Success(status: .accepted, payload: .json(schema)) }
    /// It is done, and there is nothing to say.
    static let done = ok(.object("Done"))
}
