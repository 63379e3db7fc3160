// SPDX-License-Identifier: Apache-2.0

/// Says which class an action has.
package struct ClassRule: Hashable, Sendable {
    package let action: ActionPattern
    package let actionClass: ActionClass

    package init(_ action: ActionPattern, _ actionClass: ActionClass) {
        self.action = action
        self.actionClass = actionClass
    }
}

/// The authority's policy table: the class of each action, and what each class means.
package struct ClassPolicy: Hashable, Sendable {
    /// An opaque name of this version of the policy (`policy_version`).
    package let version: ExactText
    package let rules: [ClassRule]
    private let meanings: [ClassMeaning]
    private let exact: [String: ActionClass]
    private let families: [ClassRule]

    /// `meanings` has one meaning for each class, in the order of their ranks.
    package init(version: ExactText, rules: [ClassRule], meanings: [ClassMeaning]) {
        precondition(meanings.count == ActionClass.allCases.count, "\(meanings.count) meanings for the classes")
        self.version = version
        self.rules = rules
        self.meanings = meanings
        exact = rules.filter { !$0.action.isFamily }.reduce(into: [:]) { exact, rule in
            exact[rule.action.name] = max(exact[rule.action.name] ?? rule.actionClass, rule.actionClass)
        }
        families = rules.filter(\.action.isFamily)
    }

    package func meaning(of actionClass: ActionClass) -> ClassMeaning { meanings[actionClass.rank] }

    /// The class that this table gives an action: of its own rule, else of the longest family it belongs to; nil when
    /// no rule names it.
    package func classNamed(for action: String) -> ActionClass? {
        exact[action] ?? Self.longestFamily(for: action, in: families)
    }

    /// Whether a rule is about some of the actions that `action` grants.
    package func names(_ action: ActionPattern) -> Bool { rules.contains { $0.action.overlaps(action) } }

    /// The class of an action under a mission without a parent: the stricter of what the table and the mission say, or
    /// the strictest of all when neither names it.
    package func actionClass(of action: String, under terms: MissionTerms) -> ActionClass {
        switch (classNamed(for: action), terms.classNamed(for: action)) {
        case (let named?, let own?): return max(named, own)
        case (let named?, nil): return named
        case (nil, let own?): return own
        case (nil, nil): return .strictest
        }
    }

    fileprivate static func longestFamily(for action: String, in rules: [ClassRule]) -> ActionClass? {
        var longest: ClassRule?
        for rule in rules where rule.action.isFamily && rule.action.covers(action) {
            let length = rule.action.name.utf8.count
            let best = longest?.action.name.utf8.count ?? -1
            let isStricter = length == best && rule.actionClass > (longest?.actionClass ?? .nonConsequential)
            if length > best || isStricter { longest = rule }
        }
        return longest?.actionClass
    }
}

extension MissionTerms {
    /// The class that the mission's own rules give an action; nil when none names it.
    func classNamed(for action: String) -> ActionClass? {
        guard !classes.isEmpty else { return nil }
        var exact: ActionClass?
        let list = classes
        let rules = list.span
        for place in rules.indices where !rules[place].action.isFamily && rules[place].action.covers(action) {
            exact = max(exact ?? rules[place].actionClass, rules[place].actionClass)
        }
        return exact ?? ClassPolicy.longestFamily(for: action, in: classes)
    }
}

extension ClassPolicy {
    /// The policy of a new authority: the actions of git, and meanings that suit one machine or one team.
    package static let standard = ClassPolicy(
        version: "standard:1", rules: standardRules, meanings: standardMeanings)

    package static let standardMeanings = [
        ClassMeaning(
            stalenessMilliseconds: 300_000, permitMilliseconds: 300_000, isDurable: false, needsPerson: false,
            inFlight: .finish),
        ClassMeaning(
            stalenessMilliseconds: 60_000, permitMilliseconds: 60_000, isDurable: false, needsPerson: false,
            inFlight: .finish),
        ClassMeaning(
            stalenessMilliseconds: 10_000, permitMilliseconds: 60_000, isDurable: true, needsPerson: false,
            inFlight: .interrupt),
        ClassMeaning(
            stalenessMilliseconds: 0, permitMilliseconds: 60_000, isDurable: true, needsPerson: false,
            inFlight: .finishThenReview),
        ClassMeaning(
            stalenessMilliseconds: 0, permitMilliseconds: 60_000, isDurable: true, needsPerson: true,
            inFlight: .finishThenReview),
        ClassMeaning(
            stalenessMilliseconds: 0, permitMilliseconds: 60_000, isDurable: true, needsPerson: true,
            inFlight: .interrupt),
    ]

    private static let standardRules: [ClassRule] = [
        ("git.read", .nonConsequential), ("git.fetch", .consequentialRead), ("git.clone", .consequentialRead),
        ("git.write", .consequentialWrite), ("git.commit", .consequentialWrite),
        ("git.branch.create", .consequentialWrite), ("git.branch.delete", .irreversibleAction),
        ("git.tag", .irreversibleAction), ("git.push", .irreversibleAction),
        ("git.push.force", .privilegedAdministration), ("git.config", .privilegedAdministration),
        ("process.run", .consequentialWrite), ("tests.run", .nonConsequential),
    ].compactMap { name, actionClass in
        ActionPattern(name).map { ClassRule($0, actionClass) }
    }
}
