// SPDX-License-Identifier: Apache-2.0

/// Reads what may be done with a repository:
/// `{ git: ./shop.git, branch: feature/passkey, paths: [src/], do: [read, commit, push] }`.
struct GitGrant {
    static let keys = ["git", "branch", "paths", "do"]

    private let repository: GitRepository
    private let branches: [GitName.Branches]
    private let files: [GitName.Files]
    private let words: [GitWord]
    private let asked: [GitWord]
    /// What is probably not meant.
    let warnings: [MissionFileError]

    init(_ section: Section, at location: Field, asking: Field?, in context: MissionOrder.Context)
        throws(MissionFileError)
    {
        let place = try GitPlace(location, in: context)
        repository = place.repository
        words = try section.required("do", example: "[read, commit, push]").list { (field) throws(MissionFileError) in
            try field.word(GitWord.self)
        }
        let words = words
        asked =
            try asking?.list { (field) throws(MissionFileError) in
                try field.word(of: words.map { ($0.rawValue, $0) })
            } ?? []
        branches = try Self.branches(section, words)
        files = try Self.files(section, words, in: place)
        warnings = try place.warnings(of: section["paths"])
    }

    private static func branches(
        _ section: Section, _ words: [GitWord]
    ) throws(MissionFileError) -> [GitName.Branches] {
        let needing = words.first { $0.branchAction != nil }
        switch (section["branch"], needing) {
        case (nil, nil): return []
        case (nil, let word?):
            throw section.error(
                "lets the agent `\(word.rawValue)`, but not on which branch",
                hint: "add a line such as `branch: feature/passkey`, or `branch: \"*\"` for every branch")
        case (let field?, nil): throw field.error("says where to commit or push, and `do` has nothing of the kind")
        case (let field?, _):
            return try field.list { (field) throws(MissionFileError) in try field.named(GitName.Branches.init) }
        }
    }

    private static func files(
        _ section: Section, _ words: [GitWord], in place: GitPlace
    ) throws(MissionFileError) -> [GitName.Files] {
        guard words.contains(where: \.changesFiles) else {
            guard let field = section["paths"] else { return [] }
            throw field.error("says which files may change, and `do` has neither `edit` nor `commit`")
        }
        guard let field = section["paths"] else { return [.all] }
        return try field.list { (field) throws(MissionFileError) in try place.files(field) }
    }

    /// What is granted without asking, then what a person must agree to each time.
    var grants: [Grant] { grants(asks: false) + grants(asks: true) }

    private func grants(asks: Bool) -> [Grant] {
        let words = words.filter { asked.contains($0) == asks }
        var grants: [Grant] = []
        if words.contains(.read) { grants.append(grant(.repository, isPrefix: true, GitWord.readActions, asks)) }
        // WHY: `commit` brings the right to edit along; to be asked about each edit, `edit` itself must be listed.
        if changesFiles(asks: asks) {
            grants += files.map { file in
                grant(file.path.map { .file($0) } ?? .files, isPrefix: file.isFolder, [GitWord.fileAction], asks)
            }
        }
        let actions = words.compactMap(\.branchAction)
        if !actions.isEmpty {
            grants += branches.map { branch in
                grant(branch.name.map { .branch($0) } ?? .branches, isPrefix: branch.isPrefix, actions, asks)
            }
        }
        if words.contains(.tag) { grants.append(grant(.tags, isPrefix: true, [GitWord.tagAction], asks)) }
        return grants
    }

    private func changesFiles(asks: Bool) -> Bool {
        asked.contains(.edit) ? asks : !asks && words.contains(where: \.changesFiles)
    }

    private func grant(_ part: GitResource.Part, isPrefix: Bool, _ actions: [String], _ asks: Bool) -> Grant {
        Grant(resource: GitResource(repository, part).uri, isPrefix: isPrefix, actions: actions, asks: asks)
    }
}

extension Field {
    /// What the text names, by a reader that says what is wrong with a name.
    func named<Value>(_ read: (String) throws(GitNameError) -> Value) throws(MissionFileError) -> Value {
        let text = try text()
        do throws(GitNameError) {
            return try read(text)
        } catch {
            throw self.error("\(error), not \(InertText.quoted(text))")
        }
    }
}
