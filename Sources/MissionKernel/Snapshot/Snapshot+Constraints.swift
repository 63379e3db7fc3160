// SPDX-License-Identifier: Apache-2.0

extension Constraints: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(isEmpty)
        guard !isEmpty else { return }
        snapshot.write(maxAmount)
        snapshot.write(resourceIssuedAfter)
        snapshot.write(resourceIssuedBefore)
        snapshot.write(tenant)
        snapshot.write(recipientDomain)
        snapshot.write(timeWindow)
        snapshot.write(dataClassification)
        snapshot.write(allowedTools)
        snapshot.write(requiresActionApproval)
        snapshot.write(unknown)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        guard try !snapshot.read(Bool.self) else { return }
        maxAmount = try snapshot.read()
        resourceIssuedAfter = try snapshot.read()
        resourceIssuedBefore = try snapshot.read()
        tenant = try snapshot.read()
        recipientDomain = try snapshot.read()
        timeWindow = try snapshot.read()
        dataClassification = try snapshot.read()
        allowedTools = try snapshot.read()
        requiresActionApproval = try snapshot.read()
        unknown = try snapshot.read()
        guard !isEmpty else { throw snapshot.error("constraints are empty and not said to be") }
    }
}

extension DomainName: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(text: text) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let text: ExactText = try snapshot.read()
        guard let name = DomainName(text.string), ExactText(name.text) == text else {
            throw snapshot.error("a domain name is not in its normal form")
        }
        self = name
    }
}

extension TimeWindow: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(notBefore)
        snapshot.write(notAfter)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let notBefore: Timestamp? = try snapshot.read()
        guard let window = TimeWindow(notBefore: notBefore, notAfter: try snapshot.read()) else {
            throw snapshot.error("a time window has no bounds")
        }
        self = window
    }
}

extension Money: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(text: amount.text)
        snapshot.write(text: currency.text)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let text: ExactText = try snapshot.read()
        guard let amount = ExactDecimal(text.string), ExactText(amount.text) == text,
            let currency = CurrencyCode(try snapshot.text())
        else { throw snapshot.error("an amount of money is not in its shortest form") }
        self.init(amount, currency)
    }
}

extension Cost: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(money)
        snapshot.write(durationMilliseconds)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(money: try snapshot.read(), durationMilliseconds: try snapshot.read())
    }
}

extension CallLimit: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(callClass)
        snapshot.write(count)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(try snapshot.read(), count: try snapshot.read())
    }
}

extension SpendLimits: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(budget)
        snapshot.write(calls)
        snapshot.write(derivations)
        snapshot.write(durationMilliseconds)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            budget: try snapshot.read(), calls: try snapshot.read(), derivations: try snapshot.read(),
            durationMilliseconds: try snapshot.read())
    }
}

extension Spend: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(money)
        snapshot.write(calls)
        snapshot.write(durationMilliseconds)
        snapshot.write(derivations)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            money: try snapshot.read(), calls: try snapshot.read(), durationMilliseconds: try snapshot.read(),
            derivations: try snapshot.read())
    }
}
