// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionKernel

/// How missions come to be.
extension Oracle {
    func approve(_ event: MissionApproved, at moment: Instant) {
        let name = event.id.short
        guard let submission = submissions[event.submission] else {
            return fail(.lineage, "\(name) was approved and never submitted")
        }
        expect(submission.received.expiresAt > moment, .endings, "\(name) was approved after its submission lapsed")
        expect(approvals[event.approvalEvent] == nil, .durable, "one approval made \(name) and another mission")
        expect(event.client == submission.received.client, .approval, "\(name) is run by another client than asked")
        expect(
            grants(event.authority.set.entries, nothingBeyond: submission.received.derived.set.entries), .authority,
            "\(name) was granted more than was asked for")
        expect(event.expiresAt <= event.intent.intent.expiresAt, .authority, "\(name) ends after its intent")
        for terms in event.intent.intent.controls.conditions {
            expect(facts.holds(terms), .authority, "\(name) began while \(terms.fact.text) spoke against it")
        }
        evidence(event)
        let parent = self.parent(of: event, at: moment)
        let tree = parent?.tree ?? predecessor(of: event, at: moment)?.tree
        resolve(event.submission, "approved")
        approvals[event.approvalEvent] = event.id
        missions[event.id] = MissionModel(event, parent: parent, tree: tree, at: moment)
        missions[event.id]?.judge(at: moment, facts)
        order.append(event.id)
        archive.approvals[event.id] = event
    }

    /// A person who may approve has signed exactly this; or a parent's approval covers it.
    private func evidence(_ event: MissionApproved) {
        let name = event.id.short
        guard let evidence = event.evidence else {
            guard case .child(let parent, _) = event.relation, let parent = missions[parent] else {
                return fail(.approval, "\(name) has no evidence of an approval")
            }
            let wantsPerson = event.justifications.contains { entry in
                parent.entries.indices.contains(entry)
                    && parent.entries[entry].delegation?.children?.creationPolicy != .drawdown
            }
            return expect(!wantsPerson, .approval, "\(name) needed a person's approval and has none")
        }
        let isSigned =
            Ed25519.PublicKey(bytes: evidence.key.publicKey)?.verifies(evidence.signature, of: evidence.statement)
            == true
        expect(isSigned, .approval, "the signature under \(name) does not verify")
        expect(
            approvers[evidence.approver]?.contains(evidence.key) == true, .approval,
            "\(name) was approved by a key that is nobody's")
        expect(facts.isEnabled(evidence.approver), .approval, "\(name) was approved by somebody who has left")
        expect(
            evidence.approver.subject != event.client.text, .approval, "\(name) was approved by the one who runs it")
        expect(
            evidence.intentHash == event.intent.digest && evidence.authorityHash == event.authority.set.digest
                && evidence.subject == event.subject && evidence.approvalEvent == event.approvalEvent, .approval,
            "\(name) was approved by a signature over something else")
        expect(event.expiresAt <= evidence.expiresAt, .approval, "\(name) ends later than was signed")
    }

    private func predecessor(of event: MissionApproved, at moment: Instant) -> MissionModel? {
        guard case .successor(let id) = event.relation else { return nil }
        expect(isActive(id), .endings, "\(event.id.short) took over from a mission that is not active")
        expect(missions[id]?.parent == nil, .children, "\(event.id.short) took over from a child")
        return missions[id]
    }
}

/// Children.
extension Oracle {
    private func parent(of event: MissionApproved, at moment: Instant) -> MissionModel? {
        guard case .child(let id, let actor) = event.relation else { return nil }
        guard let parent = missions[id] else {
            fail(.children, "\(event.id.short) is the child of nothing")
            return nil
        }
        let name = "\(event.id.short), child of \(id.short),"
        expect(isActive(id), .children, "\(name) began under a parent that is not active")
        expect(event.expiresAt <= parent.expiresAt, .children, "\(name) ends later than its parent")
        expect(event.subject == parent.approval.subject, .children, "\(name) runs for somebody else")
        expect(actor.subject == event.client.text, .children, "\(name) is run by another actor")
        expect(
            grants(event.authority.set.entries, nothingBeyond: parent.entries), .children,
            "\(name) may do what its parent may not")
        expect(isUntouched(event, by: parent), .children, "\(name) got what was taken from its parent")
        expect(event.intent.intent.controls.limits.fits(parent.limits), .children, "\(name) may spend more")
        for (entry, source) in zip(event.authority.set.entries, event.justifications) {
            guard parent.entries.indices.contains(source) else { return parent }
            admit(entry, from: parent, source, name)
        }
        return parent
    }

    private func admit(_ entry: AuthorityEntry, from parent: MissionModel, _ source: Int, _ name: String) {
        guard let policy = parent.entries[source].delegation?.children else {
            return fail(.children, "\(name) draws on an entry that allows no children")
        }
        let named = parent.entries[source].delegation?.allowedDelegates ?? []
        expect(
            (entry.delegation?.allowedDelegates ?? []).allSatisfy(named.contains), .children,
            "\(name) admits a delegate whom its parent does not name")
        if let depth = entry.delegation?.children?.maxChildDepth {
            expect(depth < policy.maxChildDepth, .children, "\(name) may have as many generations as its parent")
        }
        guard let most = policy.maxChildren else { return }
        let live = order.compactMap { missions[$0] }.count { child in
            child.parent == parent.id && child.approval.justifications.contains(source) && !hasEnded(child.id)
        }
        expect(live < most, .children, "\(name) is one more than the \(most) that its parent's entry allows")
    }

    /// By trying: whatever the candidate permits in this small world, the reference permits.
    private func grants(_ candidate: [AuthorityEntry], nothingBeyond reference: [AuthorityEntry]) -> Bool {
        for action in Vocabulary.actions {
            for resource in Vocabulary.resources {
                for parameters in Self.parameters
                where candidate.contains(where: { $0.allows(action, resource, parameters) })
                    && !reference.contains(where: { $0.allows(action, resource, parameters) })
                { return false }
            }
        }
        return true
    }

    private static let parameters: [ActionParameters] = Vocabulary.amounts.flatMap { amount in
        Vocabulary.tenants.map { tenant in
            var parameters = ActionParameters()
            parameters.amount = Vocabulary.money(amount)
            parameters.tenant = tenant
            return parameters
        }
    }

    private func isUntouched(_ event: MissionApproved, by parent: MissionModel) -> Bool {
        zip(event.authority.set.entries, event.justifications).allSatisfy { entry, source in
            guard parent.entries.indices.contains(source) else { return false }
            return !parent.taken.contains { taken in
                taken.removal.resource == parent.entries[source].resources.resource
                    && Vocabulary.actions.contains { action in
                        entry.actions.contains { $0.names(action) }
                            && taken.removal.actions?.contains { $0.names(action) } ?? true
                    }
            }
        }
    }
}

extension SpendLimits {
    /// Whether each bound here is no higher than the parent's on the same thing.
    fileprivate func fits(_ parent: SpendLimits) -> Bool {
        if let own = budget, let bound = parent.budget, own.cents > bound.cents { return false }
        return calls.allSatisfy { call in
            parent.calls.allSatisfy { $0.callClass.text != call.callClass.text || call.count <= $0.count }
        }
    }
}
