// SPDX-License-Identifier: Apache-2.0

extension ActionClass: SnapshotName {}
extension InFlight: SnapshotName {}

extension ClassRule: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(action)
        snapshot.write(actionClass)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(try snapshot.read(), try snapshot.read())
    }
}

extension ClassMeaning: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(stalenessMilliseconds)
        snapshot.write(permitMilliseconds)
        snapshot.write(isDurable)
        snapshot.write(needsPerson)
        snapshot.write(inFlight)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            stalenessMilliseconds: try snapshot.read(), permitMilliseconds: try snapshot.read(),
            isDurable: try snapshot.read(), needsPerson: try snapshot.read(), inFlight: try snapshot.read())
    }
}

extension ClassPolicy: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(version)
        snapshot.write(rules)
        snapshot.write(ActionClass.allCases.map(meaning))
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let version: ExactText = try snapshot.read()
        let rules: [ClassRule] = try snapshot.read()
        let meanings: [ClassMeaning] = try snapshot.read()
        guard meanings.count == ActionClass.allCases.count else {
            throw snapshot.error("the policy does not give each class a meaning")
        }
        self.init(version: version, rules: rules, meanings: meanings)
    }
}

extension MissionTerms: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(limits)
        snapshot.write(classes)
        snapshot.write(perAction)
    }

    convenience init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(limits: try snapshot.read(), classes: try snapshot.read(), perAction: try snapshot.read())
    }
}
