// SPDX-License-Identifier: Apache-2.0

import MissionFile
import Platform
import Testing

@testable import Runner

/// What there is at a path.
struct `A look at where a repository should be` {
    private let folder: String

    init() throws { folder = try Files.resolved(Files.createTemporaryDirectory()) }

    private func git(_ words: String...) throws {
        _ = try GitProgram(program: "git", environment: Environment.all, directory: folder).output(words)
    }

    /// What is found, in a word.
    private func look(_ path: String) -> String {
        switch GitSite.look(at: "\(folder)/\(path)", environment: Environment.all) {
        case .repository(let origin, _): "repository \(origin?.location ?? "itself")"
        case .inside(let top): "inside \(top.dropFirst(folder.count))"
        case .noRepository: "none"
        case .nothing(let names): "nothing beside \(names)"
        case .unknown: "unknown"
        }
    }

    private func content(_ path: String, of name: String) -> GitSite.Content? {
        guard case .repository(_, let content) = GitSite.look(at: "\(folder)/\(name)", environment: Environment.all)
        else { return nil }
        return content(path)
    }

    @Test func `finds none in a folder, in a file, and where nothing is`() throws {
        defer { try? Files.removeTree(folder) }
        try Files.createDirectory(folder + "/plain")
        try Files.replace(folder + "/file", with: [])
        #expect(look("plain") == "none")
        #expect(look("file") == "none")
        #expect(look("plian") == #"nothing beside ["plain"]"#)
    }

    @Test func `tells a repository, a clone of one, and a folder in one apart`() throws {
        defer { try? Files.removeTree(folder) }
        try git("init", "--quiet", "--bare", "shop.git")
        try git("clone", "--quiet", "shop.git", "shop")
        try Files.createDirectory(folder + "/shop/src")
        #expect(look("shop.git") == "repository itself")
        #expect(look("shop") == "repository \(folder)/shop.git")
        #expect(look("shop/src") == "inside /shop")
        #expect(look("shop.git/refs") == "inside /shop.git")
    }

    @Test func `sees what a repository has, with a work tree and without`() throws {
        defer { try? Files.removeTree(folder) }
        try git("init", "--quiet", "shop")
        try Files.createDirectory(folder + "/shop/src")
        try Files.replace(folder + "/shop/src/a", with: [])
        #expect(content("src", of: "shop") == .folder && content("src/a", of: "shop") == .file)
        #expect(content("tests", of: "shop") == nil)
        try git("-C", "shop", "add", ".")
        try git("-C", "shop", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-mx")
        try git("clone", "--quiet", "--bare", "shop", "shop.git")
        #expect(content("src", of: "shop.git") == .folder && content("src/a", of: "shop.git") == .file)
        #expect(content("tests", of: "shop.git") == nil)
    }
}
