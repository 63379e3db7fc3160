// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto

/// JSON texts, in base64 since they may have line feeds and bytes that are no text. Answers `text <canonical form>`, or
/// `refused <why>`.
enum CanonicalTexts {
    static func answer() {
        while let line = readLine() { print(form(line)) }
    }

    private static func form(_ line: String) -> String {
        do {
            let root = try JSONDocument(Base64.standard.decode(line)).root
            return "text " + String(decoding: root.canonicalBytes, as: UTF8.self)
        } catch {
            return "refused \(error)"
        }
    }
}
