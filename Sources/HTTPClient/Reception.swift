// SPDX-License-Identifier: Apache-2.0

import CCurl

/// Takes in one answer: collects it, or hands it out as it comes.
final class Reception {
    /// Status line and fields together, informational answers and trailers included.
    static let headBytesMax = 64 << 10

    private(set) var answer = HTTPAnswer(status: 0, fields: [], body: [])
    private(set) var receivedBytes = 0
    /// Whether a receiver said stop.
    private(set) var isStopped = false

    /// Where libcurl says in words what went wrong.
    ///
    /// It lives as long as this does, which is longer than the transfer.
    let diagnosis: UnsafeMutablePointer<CChar>

    private let bodyBytesMax: Int
    private let onHead: ((HTTPAnswer) -> HTTPClient.Step)?
    private let onChunk: ((UnsafeRawBufferPointer) -> HTTPClient.Step)?
    private var headBytes = 0
    private var isHeadComplete = false
    private var exceededBytesMax: Int?

    /// Collects a body of at most `bodyBytesMax`.
    init(bodyBytesMax: Int) {
        self.bodyBytesMax = bodyBytesMax
        onHead = nil
        onChunk = nil
        diagnosis = Self.makeDiagnosis()
    }

    /// Hands out.
    init(
        onHead: @escaping (HTTPAnswer) -> HTTPClient.Step,
        onChunk: @escaping (UnsafeRawBufferPointer) -> HTTPClient.Step
    ) {
        bodyBytesMax = 0
        self.onHead = onHead
        self.onChunk = onChunk
        diagnosis = Self.makeDiagnosis()
    }

    deinit { diagnosis.deallocate() }

    private static func makeDiagnosis() -> UnsafeMutablePointer<CChar> {
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        text.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        return text
    }

    /// Turns the transfer's result into an error, or nothing.
    func check(_ result: CURLcode) throws(HTTPClientError) {
        if let exceededBytesMax { throw .tooLarge(limitBytes: exceededBytesMax) }
        if isStopped { throw .cancelled }
        guard result != CURLE_OK else { return }
        let detail = String(cString: diagnosis)
        throw HTTPClientError(result, detail.isEmpty ? curlMessage(result) : detail)
    }

    /// Takes one line of the head.
    ///
    /// False ends the transfer.
    fileprivate func takeHeadLine(_ line: UnsafeRawBufferPointer) -> Bool {
        receivedBytes += line.count
        headBytes += line.count
        guard headBytes <= Self.headBytesMax else {
            exceededBytesMax = Self.headBytesMax
            return false
        }
        // Trailers come here as well, after the body; they are left out.
        guard !isHeadComplete else { return true }
        let text = String(decoding: line, as: UTF8.self).trimmed
        if text.isEmpty { return completeHead() }
        if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), answer.status != 0 {
            answer.fields.append(
                HTTPAnswer.Field(String(text[..<colon]), String(text[text.index(after: colon)...]).trimmed))
        } else {
            answer = HTTPAnswer(status: Self.status(text), fields: [], body: [])
        }
        return true
    }

    /// Takes a part of the body.
    ///
    /// False ends the transfer.
    fileprivate func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        receivedBytes += bytes.count
        if let onChunk { return follow(onChunk(bytes)) }
        guard bytes.count <= bodyBytesMax - answer.body.count else {
            exceededBytesMax = bodyBytesMax
            return false
        }
        answer.body.append(contentsOf: bytes)
        return true
    }

    private func completeHead() -> Bool {
        // An informational answer is followed by another.
        if answer.status < 200 {
            answer.status = 0
            return true
        }
        isHeadComplete = true
        return onHead.map { follow($0(answer)) } ?? true
    }

    private func follow(_ step: HTTPClient.Step) -> Bool {
        isStopped = step == .stop
        return !isStopped
    }

    /// The number in `HTTP/1.1 200 OK`, or 0.
    private static func status(_ line: String) -> Int {
        let words = line.split(separator: " ", maxSplits: 2)
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }
}

func receiveHeadLine(
    bytes: UnsafeMutablePointer<CChar>?, one: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let reception = Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
    return reception.takeHeadLine(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : refusal(count)
}

func receiveBody(
    bytes: UnsafeMutablePointer<CChar>?, one: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let reception = Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
    return reception.takeBody(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : refusal(count)
}

/// A number libcurl takes for a failure to receive: any but `count`.
private func refusal(_ count: Int) -> Int {
    count == 0 ? 1 : 0
}

extension String {
    /// Without blanks and line ends around it.
    fileprivate var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        let head = utf8.drop(while: isBlank)
        guard let last = head.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(decoding: head[...last], as: UTF8.self)
    }
}

extension HTTPClientError {
    /// What a failed transfer means to a caller.
    fileprivate init(_ result: CURLcode, _ detail: String) {
        switch result {
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST: self = .unreachable(detail)
        case CURLE_OPERATION_TIMEDOUT: self = .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            self = .tls(detail)
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE: self = .connectionLost(detail)
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT: self = .invalidRequest(detail)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: self = .noResources(detail)
        default: self = .protocolViolation(detail)
        }
    }
}
