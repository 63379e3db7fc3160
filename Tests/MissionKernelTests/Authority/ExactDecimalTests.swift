// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

struct `Exact decimals` {
    @Test(arguments: [
        "", ".", "1.", ".1", "-1", "+1", "1e3", "1E3", "1e300", "NaN", "Infinity", "0x1", "1,000", "1 000", " 1", "1 ",
        "1.2.3", "1..2", "1.0000000000000000000", "١", "1\u{0}", "½", "1.٢",
    ])
    func `refuse whatever is not plain digits`(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test(arguments: [
        ("0", "0"), ("000", "0"), ("0.0", "0"), ("0.000000000000000000", "0"), ("007.50", "7.5"), ("500.00", "500"),
        ("0.000000000000000001", "0.000000000000000001"), ("99999999999999999999", "99999999999999999999"),
        ("100000000000000000000", "100000000000000000000"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        ("99999999999999999999.999999999999999999", "99999999999999999999.999999999999999999"),
    ])
    func `have one shortest form`(text: String, shortest: String) throws {
        let decimal = try #require(ExactDecimal(text))
        #expect(decimal.text == shortest)
        #expect(ExactDecimal(shortest) == decimal)
    }

    @Test func `are as large as their digits say`() throws {
        let digits = String(repeating: "9", count: 10_000)
        let huge = try #require(ExactDecimal(digits))
        #expect(huge.text == digits)
        #expect(try huge < #require(ExactDecimal("1" + String(repeating: "0", count: 10_000))))
        #expect(!huge.isSummable)
    }

    @Test func `compare as schoolbook numbers do`() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<20_000 {
            let (left, right) = (random.decimal(), random.decimal())
            let expected = Schoolbook(left).compare(Schoolbook(right))
            let (first, second) = (try #require(ExactDecimal(left)), try #require(ExactDecimal(right)))
            #expect((first < second) == (expected < 0), "\(left) and \(right)")
            #expect((first == second) == (expected == 0), "\(left) and \(right)")
            if first == second { #expect(first.hashValue == second.hashValue) }
        }
    }

    @Test func `add and subtract as schoolbook numbers do, below 10^20`() throws {
        var random = SeededRandom(seed: 12)
        for _ in 0..<5000 {
            let (left, right) = (random.decimal(wholeDigits: 20), random.decimal(wholeDigits: 20))
            let (first, second) = (try #require(ExactDecimal(left)), try #require(ExactDecimal(right)))
            let sum = Schoolbook(left).adding(Schoolbook(right)).text
            let isSummable = sum.prefix { $0 != "." }.count <= 20
            #expect(first.adding(second)?.text == (isSummable ? sum : nil), "\(left) + \(right)")
            guard let total = first.adding(second) else { continue }
            #expect(total.subtracting(second) == first)
            #expect(total.subtracting(first) == second)
        }
    }

    @Test func `never go below zero or beyond what can be summed`() throws {
        let one = try #require(ExactDecimal("1"))
        let two = try #require(ExactDecimal("2"))
        let most = try #require(ExactDecimal("99999999999999999999.999999999999999999"))
        let least = try #require(ExactDecimal("0.000000000000000001"))
        #expect(one.subtracting(two) == nil)
        #expect(most.isSummable)
        #expect(most.adding(least) == nil)
        #expect(most.adding(.zero) == most)
        #expect(try #require(ExactDecimal("100000000000000000000")).adding(.zero) == nil)
        #expect(most.subtracting(try #require(ExactDecimal("100000000000000000000"))) == nil)
    }
}

struct `Currencies` {
    @Test(arguments: ["", "EU", "EURO", "eur", "E1R", "ÉUR", "EUＲ"])
    func `have three capital letters`(code: String) {
        #expect(CurrencyCode(code) == nil)
    }

    @Test func `are compared with money's amount`() throws {
        let five = try #require(ExactDecimal("5"))
        let (euro, dollar) = (try #require(CurrencyCode("EUR")), try #require(CurrencyCode("USD")))
        #expect(Money(five, euro) != Money(five, dollar))
        #expect(try Money(five, euro) == Money(#require(ExactDecimal("5.00")), euro))
    }
}

extension SeededRandom {
    /// A decimal of up to `wholeDigits` digits before the point, often near others.
    fileprivate mutating func decimal(wholeDigits: Int = 45) -> String {
        let whole = digits(Int.random(in: 1...(chance(percent: 60) ? 3 : wholeDigits), using: &self))
        return chance(percent: 50) ? whole : whole + "." + digits(Int.random(in: 1...18, using: &self))
    }

    private mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in pick(["0", "0", "1", "5", "9"]) }.joined()
    }
}

/// Decimals as children reckon: digit by digit, slow and plainly right.
private struct Schoolbook {
    /// Digits before the point and the 18 after it, the least first.
    private var digits: [Int]

    init(_ text: String) {
        let parts = text.split(separator: ".")
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let padded = String(parts[0]) + fraction + String(repeating: "0", count: 18 - fraction.count)
        digits = padded.reversed().compactMap(\.wholeNumberValue)
    }

    private func digit(_ position: Int) -> Int { position < digits.count ? digits[position] : 0 }

    func compare(_ other: Schoolbook) -> Int {
        for position in (0..<max(digits.count, other.digits.count)).reversed()
        where digit(position) != other.digit(position) {
            return digit(position) - other.digit(position)
        }
        return 0
    }

    func adding(_ other: Schoolbook) -> Schoolbook {
        var sum = self
        sum.digits = []
        var carry = 0
        for position in 0...max(digits.count, other.digits.count) {
            let total = digit(position) + other.digit(position) + carry
            sum.digits.append(total % 10)
            carry = total / 10
        }
        return sum
    }

    var text: String {
        var whole = digits.dropFirst(18).reversed().map(String.init).joined()
        while whole.hasPrefix("0"), whole.count > 1 { whole.removeFirst() }
        var fraction = digits.prefix(18).reversed().map(String.init).joined()
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return fraction.isEmpty ? whole : whole + "." + fraction
    }
}
