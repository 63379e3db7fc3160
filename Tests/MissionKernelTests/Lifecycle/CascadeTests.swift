// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Given a tree of missions, when one changes, then all beneath it stand so at once, however many, and before anything
/// is written for them.
struct `A cascade` {
    private func line(_ lifetimes: Duration...) throws -> (KernelWorld, [MissionID]) {
        var world = KernelWorld()
        var line: [MissionID] = []
        for (depth, lifetime) in lifetimes.enumerated() {
            let delegation = JSONValue.children(depth: max(1, lifetimes.count - depth))
            let isLast = depth == lifetimes.count - 1
            let draft = MissionDraft(
                [.entry("invoices.read", delegation: isLast ? nil : delegation)], lifetime: lifetime,
                client: depth == 0 ? "agent" : "helper\(depth)")
            line.append(depth == 0 ? try world.approve(draft) : try world.child(of: line[depth - 1], draft))
        }
        return (world, line)
    }

    @Test(arguments: [MissionState.revoked, .completed, .expired, .superseded])
    func `ends every descendant at the moment of its ancestor`(state: MissionState) throws {
        var (world, line) = try line(.hours(1), .hours(1), .hours(1))
        try world.extend(line[0], to: world.record(of: line[0]).expiresAt)
        switch state {
        case .revoked: try world.revoke(line[0])
        case .completed: try world.complete(line[0])
        case .superseded: _ = try world.expand(line[0], to: MissionDraft([.entry("invoices.*")]))
        default: world.wait(.hours(1))
        }
        let end = try #require(world.standing(of: line[0]).ending)
        #expect(end.state == state)
        for descendant in line.dropFirst() {
            let standing = world.standing(of: descendant)
            // Where its own end comes at the same moment, that is its end.
            #expect(standing.state == (state == .expired ? .expired : .cascaded))
            #expect(standing.ending?.at == end.at)
        }
    }

    @Test func `never ends a descendant that ended before`() throws {
        var (world, line) = try line(.hours(8), .hours(1), .hours(8))
        world.wait(.hours(2))
        try world.revoke(line[0])
        #expect(world.status(of: line[1]) == .expired)
        #expect(world.status(of: line[2]) == .expired, "it could not outlive its parent")
        world.settle()
        #expect(world.status(of: line[1]) == .expired)
    }

    @Test func `takes a child's own end before its parent's for what it is`() throws {
        var (world, line) = try line(.hours(2), .hours(1))
        world.wait(.hours(3))
        #expect(
            world.standing(of: line[1]).ending
                == Ending(.expired, at: world.record(of: line[1]).expiresAt, cause: .clock))
        #expect(world.standing(of: line[0]).ending?.at == world.record(of: line[0]).expiresAt)
    }

    @Test func `of a suspension holds all descendants, and lets them go again`() throws {
        var (world, line) = try line(.hours(8), .hours(8), .hours(8))
        let versions = line.map { world.version(of: $0) }
        try world.suspend(line[0])
        #expect(line.map { world.status(of: $0) } == [.suspended, .suspended, .suspended])
        #expect(line.map { world.version(of: $0) } == versions.map { $0 + 1 })
        #expect(world.standing(of: line[2]).suspension == nil, "the suspension is another's")
        #expect(world.refusal { try $0.resume(line[2]) } == .conflict)
        try world.resume(line[0])
        #expect(line.map { world.status(of: $0) } == [.active, .active, .active])
        #expect(line.map { world.version(of: $0) } == versions.map { $0 + 2 })
    }

    @Test func `leaves a suspension of the child's own in force`() throws {
        var (world, line) = try line(.hours(8), .hours(8))
        try world.suspend(line[0])
        try world.suspend(line[1])
        try world.resume(line[0])
        #expect(world.status(of: line[1]) == .suspended)
        try world.resume(line[1])
        #expect(world.status(of: line[1]) == .active)
    }

    @Test func `lets a child expire while its parent is suspended`() throws {
        var (world, line) = try line(.hours(8), .hours(1))
        try world.suspend(line[0])
        world.wait(.hours(1))
        #expect(world.status(of: line[1]) == .expired)
        try world.resume(line[0])
        #expect(world.status(of: line[1]) == .expired)
    }

    @Test func `does not pass children on to a successor`() throws {
        var (world, line) = try line(.hours(8), .hours(8))
        let successor = try world.expand(
            line[0], to: MissionDraft([.entry("invoices.*", delegation: .children())]))
        #expect(world.status(of: line[1]) == .cascaded)
        #expect(world.record(of: successor).offspring.children.isEmpty)
    }

    @Test func `lets versions stand still after the end, whatever ancestors do`() throws {
        var (world, line) = try line(.hours(8), .hours(8), .hours(8))
        try world.revoke(line[2])
        let end = world.standing(of: line[2])
        try world.suspend(line[0])
        try world.resume(line[0])
        try world.suspend(line[1])
        #expect(world.standing(of: line[2]) == end)
        try world.revoke(line[0])
        #expect(world.standing(of: line[2]) == end)
        world.settle()
        #expect(world.standing(of: line[2]) == end)
    }

    @Test func `costs as much to see with many children as with one`() throws {
        var world = KernelWorld()
        let root = try world.approve([.entry("invoices.read", delegation: .children(depth: 1))])
        let children = try (0..<600).map { _ in try world.child(of: root) }
        let size = world.ledger.count
        try world.revoke(root)
        #expect(world.ledger.count == size + 1, "one entry ends them all")
        #expect(children.allSatisfy { world.status(of: $0) == .cascaded })
        let before = children.map { world.standing(of: $0) }
        let steps = world.settle()
        #expect(steps == 3, "256 at a time")
        #expect(children.map { world.standing(of: $0) } == before)
        #expect(children.allSatisfy { world.record(of: $0).lifecycle.state == .cascaded })
        #expect(world.ledger.count == size + 601)
    }

    @Test func `is written out generation by generation`() throws {
        var (world, line) = try line(.hours(8), .hours(8), .hours(8))
        try world.revoke(line[0])
        world.settleOnce()
        #expect(world.record(of: line[1]).lifecycle.state == .cascaded)
        #expect(world.record(of: line[2]).lifecycle.state == .active)
        let steps = world.settle()
        #expect(steps == 1)
        #expect(world.record(of: line[2]).lifecycle.state == .cascaded)
        #expect(!world.state.hasDue(at: world.now))
    }
}
