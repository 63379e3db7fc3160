// SPDX-License-Identifier: Apache-2.0

/// Where a mission file says that a repository is, held against what is there.
struct GitPlace {
    let repository: GitRepository
    private let field: Field
    private let site: GitSite

    /// Refuses a folder that is there and stands for no repository. A URL is taken as it is.
    init(_ field: Field, in context: MissionOrder.Context) throws(MissionFileError) {
        self.field = field
        let own = try field.named { (text) throws(GitNameError) in try GitRepository(text, from: context.directory) }
        site = own.isFolder ? context.site(own.location) : .unknown
        let written = try field.text()
        let name = InertText.quoted(written)
        switch site {
        case .repository(let origin, _): repository = origin ?? own
        case .nothing, .unknown: repository = own
        case .inside(let top):
            throw field.error(
                "names \(name), a folder inside the repository \(InertText.quoted(top))",
                hint: "name the repository here, and the folder under `paths`")
        case .noRepository:
            let folder = InertText.quoted(own.location)
            let place = written.hasPrefix("/") ? name : "\(name), relative to the mission file the folder \(folder)"
            throw field.error(
                "names \(place), which is no git repository",
                hint: Self.repository(meantBy: written, context)
                    .map { "write \(InertText.quoted($0)): paths begin at the mission file, not where you are" }
                    ?? "make one there with `git init`, or name another folder or a URL")
        }
    }

    /// The repository at this path from the folder that whoever reads the file is in, as the file must write it.
    private static func repository(meantBy path: String, _ context: MissionOrder.Context) -> String? {
        guard let working = context.workingDirectory, let here = location(path, from: working),
            let folder = location(".", from: context.directory)
        else { return nil }
        let top: String
        switch context.site(here) {
        case .repository: top = here
        case .inside(let outer): top = outer
        case .noRepository, .nothing, .unknown: return nil
        }
        return top.hasPrefix(folder + "/") ? String(top.dropFirst(folder.count + 1)) : top
    }

    private static func location(_ path: String, from folder: String) -> String? {
        do throws(GitNameError) { return try GitRepository(path, from: folder).location } catch { return nil }
    }

    /// A file or a folder, which must be what the repository has under this name, if it has it.
    func files(_ field: Field) throws(MissionFileError) -> GitName.Files {
        let files = try field.named(GitName.Files.init)
        guard let path = files.path, let content = content(path), (content == .folder) != files.isFolder else {
            return files
        }
        let (said, found, remedy) =
            files.isFolder ? ("folder", "file", path) : ("file", "folder", path + "/")
        throw field.error(
            "names the \(said) \(InertText.quoted(try field.text())), which is a \(found)",
            hint: "write \(InertText.quoted(remedy))" + (files.isFolder ? "" : " for all that is in it"))
    }

    private func content(_ path: String) -> GitSite.Content? {
        guard case .repository(_, let content) = site else { return nil }
        return content(path)
    }
}

/// What may be meant all the same.
extension GitPlace {
    func warnings(of paths: Field?) throws(MissionFileError) -> [MissionFileError] {
        switch site {
        case .nothing(let names): [try absence(names)]
        case .repository: try paths.map(missing) ?? []
        case .inside, .noRepository, .unknown: []
        }
    }

    private func absence(_ names: [String]) throws(MissionFileError) -> MissionFileError {
        let text = try field.text()
        let last = text.split(separator: "/").last.map(String.init) ?? text
        let nearest = Spelling.nearest(to: last, among: names)
        return field.error(
            "names \(InertText.quoted(text)), where there is nothing yet: only a repository that begins there is meant",
            hint: nearest.map { "did you mean the folder \(InertText.quoted($0)) beside it?" }
                ?? "for a clone of another repository, make the clone first or name the other's URL")
    }

    private func missing(_ paths: Field) throws(MissionFileError) -> [MissionFileError] {
        var warnings: [MissionFileError] = []
        for field in try paths.elements() {
            guard let path = try field.named(GitName.Files.init).path, content(path) == nil else { continue }
            warnings.append(
                field.error("names \(InertText.quoted(try field.text())), which is not in the repository yet"))
        }
        return warnings
    }
}
