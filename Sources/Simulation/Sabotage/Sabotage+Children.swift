// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

extension Sabotage {
    /// Children that are larger than their parents, or that come too late.
    static let children: [Sabotage] = [
        Sabotage("child-of-ended-parent", "a child can begin under a parent that is not active") { faults in
            faults.gain = \.isIntake
            faults.forging = { state, call, now, _ in
                guard let parent = call.parent else { return }
                state.forgeActive(parent, at: now)
                state.forgeAncestors(of: parent, at: now)
            }
        },
        widening("child-beyond-parent", "a child may do what its parent may not") { draft in
            draft.eachEntry { entry in
                AuthorityEntry(
                    resources: entry.resources,
                    actions: entry.actions + Vocabulary.actions.map(Vocabulary.pattern), constraints: .none,
                    delegation: entry.delegation)
            }
        },
        widening("drop-amount-from-subset", "the subset rule does not compare amounts") { draft in
            draft.eachEntry { $0.without { $0.maxAmount = nil } }
        },
        widening("drop-tenant-from-subset", "the subset rule does not compare tenants") { draft in
            draft.eachEntry { $0.without { $0.tenant = nil } }
        },
        widening("unlimited-children", "a parent can have any number of children") { draft in
            draft.eachChildPolicy {
                ChildPolicy(
                    maxChildren: nil, maxChildDepth: $0.maxChildDepth, allowedChildActors: $0.allowedChildActors,
                    creationPolicy: $0.creationPolicy)
            }
        },
        widening("deeper-children", "a child can have as many generations below it as its parent") { draft in
            draft.eachChildPolicy {
                ChildPolicy(
                    maxChildren: $0.maxChildren, maxChildDepth: 9, allowedChildActors: $0.allowedChildActors,
                    creationPolicy: $0.creationPolicy)
            }
        },
        widening("skip-child-approval", "a child that needs a person's approval does without") { draft in
            draft.eachChildPolicy {
                ChildPolicy(
                    maxChildren: $0.maxChildren, maxChildDepth: $0.maxChildDepth,
                    allowedChildActors: $0.allowedChildActors, creationPolicy: .drawdown)
            }
        },
        widening("child-spends-more", "a child's bounds are not compared with its parent's") { draft in
            draft.controls.limits = .none
        },
    ]

    /// A sabotage under which a parent seems to have been granted more than it was.
    private static func widening(
        _ name: String, _ summary: String, _ widen: @escaping @Sendable (inout ApprovalDraft) -> Void
    ) -> Sabotage {
        Sabotage(name, summary) { faults in
            faults.gain = name == "skip-child-approval" ? \.isApproval : \.isIntake
            faults.forging = { $0.forgeParent(of: $1, at: $2, $3, widen) }
            // A copy of the parent has no children yet, which alone lets one more in.
            if name != "unlimited-children" { faults.controlling = { $0.forgeParent(of: $1, at: $2, $3) { _ in } } }
        }
    }
}

extension AuthorityState {
    /// Takes the approval of the parent that a call names again, changed, while that is active.
    fileprivate mutating func forgeParent(
        of call: Call, at now: Instant, _ archive: Archive, _ widen: (inout ApprovalDraft) -> Void
    ) {
        guard let parent = call.parent, let index = missions.index(of: parent),
            standing(of: index, at: now).state == .active
        else { return }
        forgeApproval(of: parent, archive, widen)
    }
}

extension Call {
    /// The parent that a child is asked for.
    fileprivate var parent: MissionID? {
        guard case .submit(let request) = self, case .child(let parent, _) = request.relation else { return nil }
        return parent
    }
}

extension AuthorityEntry {
    /// The entry with its constraints changed.
    fileprivate func without(_ change: (inout Constraints) -> Void) -> AuthorityEntry {
        var constraints = constraints
        change(&constraints)
        return AuthorityEntry(
            resources: resources, actions: actions, constraints: constraints, delegation: delegation)
    }
}
