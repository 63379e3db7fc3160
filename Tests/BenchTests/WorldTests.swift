// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

@testable import Bench

/// The populations that rows are measured on.
@Suite struct WorldTests {
    private func population() throws -> Population {
        var state = AuthorityState()
        let owner = RegisterPrincipal(
            caller: .owner, principal: Person.ada.principal, approvalKeys: [Person.ada.key])
        for event in try owner.decide(in: state, at: KernelWorld.dawn) { state.apply(event, at: KernelWorld.dawn) }
        return try Population(state, approvedBy: Person.ada.keyPair, at: KernelWorld.dawn) { _, _, _ in }
    }

    @Test(arguments: [
        World.empty, .lines(8, hasSessions: true), .serving(lines: 2, singles: 3), .families(small: 2, large: 0),
    ])
    func `keep to the rules that the kernel has now`(world: World) throws {
        var population = try population()
        try world.fill(&population)
        #expect(population.state.missions.count == population.count)
        #expect(population.state.missions.liveCount == population.count)
    }

    @Test func `permit what the rows ask for`() throws {
        var population = try population()
        try World.lines(4, hasSessions: false).fill(&population)
        let last = Kind.generations - 1
        let request = Population.kind(ofTree: 0).action(BenchID.mission(last), generation: last)
        #expect(population.state.evaluate(request, at: population.state.latest.next).isPermit)
    }
}
