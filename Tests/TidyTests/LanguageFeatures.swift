// SPDX-License-Identifier: Apache-2.0

// WHY: the compiler takes a misspelled upcoming feature without a word. Here it must name those of `Package.swift`.

#if !hasFeature(ExistentialAny)
#error("spell ExistentialAny right in Package.swift")
#endif
#if !hasFeature(InternalImportsByDefault)
#error("spell InternalImportsByDefault right in Package.swift")
#endif
#if !hasFeature(MemberImportVisibility)
#error("spell MemberImportVisibility right in Package.swift")
#endif
#if !hasFeature(NonisolatedNonsendingByDefault)
#error("spell NonisolatedNonsendingByDefault right in Package.swift")
#endif
