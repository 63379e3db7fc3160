// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Platform
import Testing
import WritTesting

@testable import MissionAuthority

/// Which watches begin, and what they are told.
@Suite struct WatchHubTests {
    /// What came over one watch.
    private final class Stream: Sendable {
        private let text = Monitor("")
        private let closed = Monitor(false)

        var sink: WatchSink {
            WatchSink(
                send: { [text] bytes in
                    text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
                    return true
                }, close: { [closed] in closed.withLock { $0 = true } })
        }

        var isClosed: Bool { closed.withLock { $0 } }

        /// The missions and their states, in the order in which they were told since the last look.
        func told() -> [String] {
            let news = text.withLock { text in
                defer { text = "" }
                return text
            }
            return news.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { line in
                ["mission", "state"].map { member(named: $0, of: line) }.joined(separator: " ")
            }
        }

        private func member(named name: String, of line: Substring) -> String {
            line.split(separator: "\"\(name)\":\"").last.map { String($0.prefix { $0 != "\"" }) } ?? ""
        }
    }

    private func hub(of world: KernelWorld, watchesMax: Int = 8) -> (WatchHub, PublishedState) {
        let published = PublishedState(world.state)
        return (WatchHub(published: published, watchesMax: watchesMax) { [now = world.now] in now }, published)
    }

    private func publish(_ events: [Event], of world: KernelWorld, _ hub: WatchHub, _ published: PublishedState) {
        published.publish(world.state)
        hub.tell(events.map { StagedEvent(event: $0, at: world.now) })
    }

    private func change(
        _ mission: MissionID, _ operation: LifecycleOperation, in world: inout KernelWorld
    ) throws(Refusal) -> [Event] {
        try world.perform(ChangeLifecycle(caller: .owner, mission: mission, operation: operation))
    }

    @Test func `a watch that begins while all are ended is ended too`() {
        let (hub, _) = hub(of: KernelWorld())
        let stream = Stream()
        let isBegun = hub.open(following: nil, caller: .owner) { _ in
            hub.close()
            return stream.sink
        }
        #expect(isBegun && stream.isClosed)
        #expect(hub.count == 0)
    }

    @Test func `a watch whose client leaves before it has begun leaves nothing behind`() {
        let (hub, _) = hub(of: KernelWorld())
        let stream = Stream()
        _ = hub.open(following: nil, caller: .owner) { onEnd in
            onEnd()
            return stream.sink
        }
        #expect(hub.count == 0 && stream.isClosed)
    }

    @Test func `no more watches begin than may, those on the way counted`() {
        let (hub, _) = hub(of: KernelWorld(), watchesMax: 1)
        let stream = Stream()
        var isSecondBegun = true
        let isBegun = hub.open(following: nil, caller: .owner) { _ in
            isSecondBegun = hub.open(following: nil, caller: .owner) { _ in Stream().sink }
            return stream.sink
        }
        #expect(isBegun && !isSecondBegun)
        #expect(hub.count == 1)
        #expect(!hub.open(following: nil, caller: .owner) { _ in stream.sink })
    }

    @Test func `a place whose stream did not begin is free again`() {
        let (hub, _) = hub(of: KernelWorld(), watchesMax: 1)
        #expect(hub.open(following: nil, caller: .owner) { _ in nil })
        #expect(hub.open(following: nil, caller: .owner) { _ in Stream().sink })
    }

    @Test func `a change is told to those whom it concerns, and to no others`() throws {
        var world = KernelWorld()
        let parent = try world.approve([.entry("invoices.read", delegation: .children(max: 2))])
        let child = try world.child(of: parent)
        let other = try world.approve()
        let (hub, published) = hub(of: world)
        let (ofChild, ofOther, ofAll, ended) = (Stream(), Stream(), Stream(), Stream())
        _ = hub.open(following: [child], caller: .owner) { _ in ofChild.sink }
        _ = hub.open(following: [other, other], caller: .owner) { _ in ofOther.sink }
        _ = hub.open(following: nil, caller: .owner) { _ in ofAll.sink }
        var end: @Sendable () -> Void = {}
        _ = hub.open(following: [child, parent], caller: .owner) { onEnd in
            end = onEnd
            return ended.sink
        }
        #expect(ofChild.told() == ["\(child.text) active"])
        #expect(ofOther.told() == ["\(other.text) active"])
        #expect(ended.told().count == 2)
        end()
        publish(try change(parent, .suspend(until: nil, onExpiry: nil), in: &world), of: world, hub, published)
        #expect(ofChild.told() == ["\(child.text) suspended"])
        #expect(ofAll.told() == ["\(parent.text) suspended", "\(child.text) suspended"])
        #expect(ofOther.told().isEmpty && ended.told().isEmpty)
        publish(try change(parent, .revoke, in: &world), of: world, hub, published)
        #expect(ofChild.told() == ["\(child.text) cascaded"])
    }

    @Test(arguments: [1, 70])
    func `a fact is told to those who follow a mission that depends on it, or a child of one`(count: Int) throws {
        var world = KernelWorld()
        let draft = MissionDraft(
            [.entry("invoices.read", delegation: .children(max: 2))],
            controls: ["writ:conditions": [.condition("branch.frozen", is: false)]])
        let missions = try (0..<count).map { _ throws(Refusal) in try world.approve(draft) }
        let child = try world.child(of: missions[0])
        let (hub, published) = hub(of: world)
        let stream = Stream()
        _ = hub.open(following: [child], caller: .owner) { _ in stream.sink }
        #expect(stream.told() == ["\(child.text) active"])
        publish(try world.signal("branch.frozen", .boolean(true)), of: world, hub, published)
        #expect(stream.told() == ["\(child.text) suspended"])
    }

    @Test func `a client whose registration changes is told nothing more`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        let (hub, published) = hub(of: world)
        let (ofAgent, ofOwner) = (Stream(), Stream())
        _ = hub.open(following: [mission], caller: .client("agent")) { _ in ofAgent.sink }
        _ = hub.open(following: [mission], caller: .owner) { _ in ofOwner.sink }
        #expect(ofAgent.told().count == 1)
        try world.disable("agent")
        let ended = try change(mission, .revoke, in: &world)
        publish([.clientDisabled(ClientDisabled(id: "agent"))] + ended, of: world, hub, published)
        #expect(ofAgent.told().isEmpty && ofAgent.isClosed)
        #expect(ofOwner.told().last == "\(mission.text) revoked")
        #expect(hub.count == 1)
    }
}
