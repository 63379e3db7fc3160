// SPDX-License-Identifier: Apache-2.0

/// The texts of the templates.
extension MissionTemplate {
    /// A line with a remark in the column where remarks stand.
    private static func remark(_ line: String, _ remark: String) -> String {
        line + String(repeating: " ", count: max(1, 46 - line.count)) + "# " + remark
    }

    static func codingText(_ fill: Filling) -> String {
        """
        mission: Implement passkey login              # what for, in one sentence
        why: Customers ask for phishing-resistant sign-in
        done when:
          - all tests pass
          - the change is reviewed
        keep in mind:                                 # told to the agent; enforced by nobody
          - ask before adding a dependency

        \(remark("for: \(fill.person)", "on whose behalf"))
        \(remark("owner: \(fill.person)", "who answers for it"))
        # successor owner: sam@example.com            # who does once the owner has left
        \(remark("agent: \(fill.agent)", "which software does the work"))
        until: 3 days                                 # or a time: 2030-01-31 18:00 UTC
        # extendable until: 10 days                   # the latest end that an approver may grant later

        may:                                          # what is not listed here is not allowed
        \(remark("  - git: \(fill.repository)", "a URL, or a folder: a clone stands for what it is a clone of"))
            branch: feature/passkey                   # `feature/*` for all below, "*" for every branch
            paths: [src/, tests/, README.md]          # folders end in /; leave the line out for every file
            do: [read, create branch, commit, push]   # also: edit, force push, delete branch, tag
            child missions: { at most: 3 }            # sub-agents with a smaller mission each: `writ spawn`
            # sub-agents: { who: any ai_agent }       # sub-agents under this very mission, for gateways that name them

        while:                                        # what must hold; otherwise the mission stops by itself
          - branch.feature/passkey.frozen is false, else suspend   # told by `writ signal`
        if the grantor leaves: suspend                # or revoke

        spend at most: { calls: { git.push: 20 }, time: 8 hours }

        """
    }

    static func investigationText(_ fill: Filling) -> String {
        """
        mission: Find out why checkout fails for some customers
        done when:
          - the cause is written down with its evidence
        keep in mind:
          - look, do not repair

        for: \(fill.person)
        owner: \(fill.person)
        agent: \(fill.agent)
        until: 8 hours
        extendable until: 2 days                      # the latest end that an approver may grant later

        may:
          - git: \(fill.repository)
            do: [read]
          - under: https://logs.example.com/checkout  # this address and everything below it; `at` is it alone
            do: [logs.read, logs.search]
            only if: { tenant: acme, data classified: [internal, public] }   # said by `writ do --param`
        classes:                                      # how much an action matters, where nobody has said so yet
          logs.read: consequential_read
          logs.search: consequential_read

        while:
          - incident.INC-42 is open, else complete    # `writ signal incident.INC-42 closed` ends the mission
        spend at most: { time: 4 hours }

        """
    }

    static func reconciliationText(_ fill: Filling) -> String {
        """
        mission: Reconcile the invoices of the third quarter
        done when:
          - every invoice is matched or explained
        for: \(fill.person)
        owner: \(fill.person)
        agent: \(fill.agent)
        until: 5 days

        may:
          - under: https://erp.example.com/invoices
            do: [invoices.read]
            only if:                                  # the agent says it: `writ do --param resource_issued_at=…`
              issued after: 2026-07-01 00:00 UTC
              issued before: 2026-09-30 23:59:59 UTC
            child missions: { at most: 3 }            # sub-agents with a smaller mission each: `writ spawn`
          - at: https://erp.example.com/journal
            do: [journal-entries.read]
          - at: https://erp.example.com/journal
            do: [journal-entries.write]
            only if: { max amount: 500.00 EUR }       # each; the agent says it: `writ do --param amount=…`
            ask each time: [journal-entries.write]    # a person agrees to each single one
        classes:
          invoices.read: consequential_read
          journal-entries.read: consequential_read
          journal-entries.write: irreversible_action

        while:
          - program.procurement is active, else suspend, resume when it returns
          - fact: vendor.legal_hold
            is: false
            take away:                                # instead of stopping: lose this, go on with the rest
              - { at: "https://erp.example.com/journal", do: [journal-entries.write] }
        spend at most: { money: 5000.00 EUR, calls: { journal-entries.write: 50 } }   # all amounts together

        """
    }

    static func reportText(_ fill: Filling) -> String {
        """
        mission: Draft the financial report for the third quarter
        done when:
          - the draft is in reports/ and every figure names its source
        for: \(fill.person)
        owner: \(fill.person)
        agent: \(fill.agent)
        until: 2 days

        may:
          - under: https://data.example.com/finance/q3
            do: [figures.read]
          - git: \(fill.repository)
            branch: reports/q3
            paths: [reports/]
            do: [read, create branch, commit, push]
        classes: { figures.read: consequential_read }

        while:
          - figures.q3.state is not stale, else suspend   # stop when the numbers turn out to be old
        if the grantor leaves: revoke
        spend at most: { time: 4 hours, credentials: 20 }

        """
    }
}
