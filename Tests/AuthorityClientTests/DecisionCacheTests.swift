// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import Testing
import WritTesting

@testable import MissionKernel

/// What an enforcement point may answer without asking.
struct DecisionCacheTests {
    private static let now = Instant(milliseconds: 1_793_606_400_000)

    @Test func `a permit for a read is no permit for the same action in a stricter class`() throws {
        var cache = DecisionCache()
        var request = try Self.request()
        cache.keep(Self.permit, of: DecisionCache.Question(request), meaning: Self.meaning)
        request.classFloor = .irreversibleAction
        #expect(!cache.permits(DecisionCache.Question(request), at: Self.now))
    }

    @Test func `a permit is good for the parameters it was given for only`() throws {
        var cache = DecisionCache()
        var request = try Self.request()
        cache.keep(Self.permit, of: DecisionCache.Question(request), meaning: Self.meaning)
        request.parameters.tenant = "another"
        #expect(!cache.permits(DecisionCache.Question(request), at: Self.now))
    }

    @Test func `a permit is no good once the mission has a newer version`() throws {
        var cache = DecisionCache()
        let question = DecisionCache.Question(try Self.request())
        cache.keep(Self.permit, of: question, meaning: Self.meaning)
        cache.learn(version: 2, of: question.mission)
        #expect(!cache.permits(question, at: Self.now))
    }

    @Test func `a permit is good until its class calls it stale`() throws {
        var cache = DecisionCache()
        let question = DecisionCache.Question(try Self.request())
        cache.keep(Self.permit, of: question, meaning: Self.meaning)
        #expect(cache.permits(question, at: Self.now.adding(milliseconds: 59_999)))
        #expect(!cache.permits(question, at: Self.now.adding(milliseconds: 60_000)))
    }

    private static let meaning = ClassMeaning(
        stalenessMilliseconds: 60_000, permitMilliseconds: 600_000, isDurable: false, needsPerson: false,
        inFlight: .finish)

    private static let permit = Decision(
        outcome: .permit(
            PermitTerms(
                entry: 0, validUntil: now.adding(milliseconds: 600_000), useLimit: nil, parameterDigest: nil)),
        actionClass: .consequentialRead, version: 1, decidedAt: now, checks: [])

    private static func request() throws -> ActionRequest {
        ActionRequest(
            mission: MissionID(high: 1, low: 1), client: ClientID("agent"), action: "git.fetch",
            resource: try #require(ResourceURI("https://git.example.com/app")))
    }
}
