// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import Platform
import Testing
import WritTesting

/// Metrics, and stopping.
@Suite(.timeLimit(.minutes(2)))
struct OperationsTests {
    private let world: TestAuthority

    init() throws { world = try TestAuthority.start() }

    /// A sample line of the Prometheus text format: a name, labels, a number.
    private static let sample =
        #"^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*\})? -?[0-9.eE+-]+$"#

    @Test func `the metrics are Prometheus text, and count answers by route and status`() throws {
        _ = try world.ask("GET", "/v1/missions/none")
        let answer = try world.ask("GET", "/metrics")
        #expect(answer.type == "text/plain; version=0.0.4; charset=utf-8")
        let sample = try Regex(Self.sample)
        for line in answer.text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(try sample.wholeMatch(in: line) != nil, "\(line)")
        }
        #expect(answer.text.contains(#"writ_http_responses_total{route="/v1/missions/{mission}",status="404"} 1"#))
        #expect(answer.text.hasSuffix("\n"))
    }

    @Test func `the labels of the metrics are routes, whatever paths are asked for`() throws {
        for place in 0..<50 { _ = try world.ask("GET", "/nowhere/\(place)") }
        let metrics = try world.ask("GET", "/metrics").text
        #expect(!metrics.contains("nowhere"))
        #expect(metrics.contains(#"route="none",status="404"} 50"#))
    }

    @Test func `the metrics tell what was decided, what was appended, and how things stand`() throws {
        let mission = try world.mission()
        _ = try world.session(under: mission)
        for action in ["invoices.read", "ledger.read"] {
            let asked = Self.check(action, under: mission)
            #expect(try world.ask("POST", "/v1/check", asked).status == 200)
        }
        let watch = try WatchedStream(world, "/v1/watch?mission=\(mission)", as: .client(world.agent))
        _ = try watch.next()
        let samples = Set(try world.ask("GET", "/metrics").text.split(separator: "\n"))
        let size = try world.ask("GET", "/v1/ledger").json.member("size").integer(in: 1...1 << 53)
        for expected in [
            #"writ_decisions_total{decision="permit",reason=""} 1"#,
            #"writ_decisions_total{decision="deny",reason="out_of_authority"} 1"#,
            "writ_appended_entries_total \(size)", "writ_ledger_size \(size)", "writ_missions 1", "writ_watches 1",
            "writ_live_sessions 0", "writ_open_submissions 0", "writ_open_questions 0",
        ] { #expect(samples.contains(expected[...]), "\(expected)") }
        let appends = samples.first { $0.hasPrefix("writ_append_seconds_count ") }?.split(separator: " ").last
        #expect(try #require(appends.flatMap { Int($0) }) > 0)
        watch.cancel()
    }

    @Test func `each metric is documented, and no other`() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let page = String(decoding: try Files.read(root + "/docs/metrics.md", limitBytes: 1 << 20), as: UTF8.self)
        let documented = page.split(separator: "\n").filter { $0.hasPrefix("| `writ_") }.map { row in
            row.split(separator: "|").prefix(2).map { $0.filter { $0 != " " && $0 != "`" } }.joined(separator: " ")
        }
        let told = try world.ask("GET", "/metrics").text.split(separator: "\n")
            .filter { $0.hasPrefix("# TYPE ") }.map { String($0.dropFirst("# TYPE ".count)) }
        #expect(documented == told)
    }

    @Test func `a check is answered while the ledger is being read, and what finds no room is told so`() throws {
        let (isBusy, release, isRead) = (Monitor(false), Monitor(false), Monitor(false))
        #expect(
            world.readers.run {
                Self.raise(isBusy)
                _ = release.wait { $0 }
            })
        #expect(isBusy.wait(deadline: .after(.seconds(30))) { $0 })
        for place in 1...64 { #expect(world.readers.run { if place == 64 { Self.raise(isRead) } }) }
        #expect(try world.ask("GET", "/v1/ledger/entries").status == 503)
        let mission = MissionID(high: 0, low: 1).text
        #expect(try world.ask("POST", "/v1/check", Self.check("a.b", under: mission)).status == 200)
        Self.raise(release)
        #expect(isRead.wait(deadline: .after(.seconds(30))) { $0 })
        #expect(try world.ask("GET", "/v1/ledger/entries").status == 200)
    }

    private static func raise(_ flag: Monitor<Bool>) {
        flag.withLock { $0 = true }
        flag.notify()
    }

    @Test func `what was acknowledged before a stop is on the ledger`() throws {
        let acknowledged = Monitor(0)
        let finished = Monitor(0)
        var workers: [WorkerThread] = []
        for number in 0..<4 {
            workers.append(
                try WorkerThread(name: "asker") { [world] in
                    for place in 0..<10_000 {
                        guard Self.signal(world, "\(number)-\(place)") else { break }
                        acknowledged.withLock { $0 += 1 }
                        acknowledged.notify()
                    }
                    finished.withLock { $0 += 1 }
                    finished.notify()
                })
        }
        #expect(acknowledged.wait(deadline: .after(.seconds(30))) { $0 >= 20 })
        world.server.stop(deadlineMilliseconds: 10_000)
        #expect(finished.wait(deadline: .after(.seconds(30))) { $0 == 4 })
        let changes = world.authority.read { state, _ in state.facts.facts.filter { $0.value != nil }.count }
        #expect(changes >= acknowledged.withLock { $0 })
        _ = workers
    }

    private static func check(_ action: String, under mission: String) -> JSONValue {
        ["action": .string(action), "mission": .string(mission), "resource": .string(JSONValue.erp)]
    }

    /// Whether a signal about a fact of its own was acknowledged.
    private static func signal(_ world: TestAuthority, _ name: String) -> Bool {
        do {
            let body: JSONValue = ["event_id": .string(name), "fact": ["name": .string(name)], "value": true]
            return try world.ask("POST", "/v1/signals", body).status == 200
        } catch {
            return false
        }
    }

    @Test func `after a stop the writer takes nothing more, and says so`() throws {
        world.writer.stop(deadline: .after(.seconds(10)))
        let answer = try world.ask("POST", "/v1/signals", ["event_id": "e", "fact": ["name": "f"], "value": true])
        #expect(answer.status == 503)
        #expect(try answer.code == "unavailable")
    }
}
