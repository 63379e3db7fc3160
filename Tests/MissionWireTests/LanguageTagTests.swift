// SPDX-License-Identifier: Apache-2.0

import MissionWire
import Testing

struct `Language tags` {
    @Test(arguments: [
        "", "a", "e n", "en_US", "-en", "en-", "en--US", "en-toolongsubtag", "1en", "en-a", "en-x", "x", "i", "i-foo",
        "de-419-DE", "a-DE", "ar-a-aaa-b-bbb-a", "abcdefghi", "en-aaaa-bbbb", "zh-cmn-hans-cn-hans", "dé", "en-US-",
        "x-toolongprivate", "en-x-", "en-gb-oe", "en\u{2010}US", "\u{212A}o", "en-x-\u{212A}",
    ])
    func `are refused when the grammar has no such tag`(tag: String) {
        #expect(!LanguageTag.isWellFormed(tag))
    }

    @Test(arguments: [
        "en", "de", "fr", "ja", "i-enochian", "I-Klingon", "zh-Hant", "zh-Hans", "sr-Cyrl", "sr-Latn",
        "zh-cmn-Hans-CN", "cmn-Hans-CN", "zh-yue-HK", "yue-HK", "zh-Hans-CN", "sr-Latn-RS", "sl-rozaj",
        "sl-rozaj-biske", "sl-nedis", "de-CH-1901", "sl-IT-nedis", "hy-Latn-IT-arevela", "de-DE", "en-US", "es-419",
        "de-CH-x-phonebk", "az-Arab-x-AZE-derbend", "x-whatever", "qaa-Qaaa-QM-x-southern", "de-Qaaa", "sr-Latn-QM",
        "sr-Qaaa-RS", "en-US-u-islamcal", "zh-CN-a-myext-x-private", "en-a-myext-b-another", "en-GB-oed", "sgn-BE-FR",
        "art-lojban", "zh-min-nan", "abcd", "abcdefgh", "en-1996", "DE-ch",
    ])
    func `are taken when it has`(tag: String) {
        #expect(LanguageTag.isWellFormed(tag))
    }
}
