// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
package import MissionKernel

/// What the digest of an operation stands for: what a key stands for, and what a person agrees to.
package struct OperationTerms: Hashable, Sendable {
    package let action: String
    package let resource: ResourceURI
    package let parameterDigest: Digest?
    /// Names the one execution that is meant.
    package let key: ExactText?
    /// What it costs at most.
    package let cost: Cost

    package init(action: String, resource: ResourceURI, parameterDigest: Digest?, key: ExactText?, cost: Cost) {
        self.action = action
        self.resource = resource
        self.parameterDigest = parameterDigest
        self.key = key
        self.cost = cost
    }

    /// The terms as canonical JSON, of which ``digest`` is taken.
    package var canonical: [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("action", action)
            if cost != .nothing { json.member("cost", cost) }
            json.member("idempotency_key", key)
            json.member("parameter_digest", parameterDigest)
            json.member("resource", resource.text)
        }
        return json.bytes
    }

    package var digest: Digest { SHA256.digest(of: canonical) }
}

extension ActionRequest {
    /// The terms of the action under a key, or under none; of parameters that came along without a digest, their own
    /// counts.
    package func terms(under key: ExactText?, _ parameters: [UInt8]?) -> OperationTerms {
        OperationTerms(
            action: action, resource: resource,
            parameterDigest: parameterDigest ?? parameters.map { SHA256.digest(of: $0) }, key: key, cost: cost)
    }

    /// The same action with the name of its operation.
    package func named(under key: ExactText? = nil, _ parameters: [UInt8]? = nil) -> ActionRequest {
        var request = self
        request.operation = terms(under: key, parameters).digest
        return request
    }
}
