// SPDX-License-Identifier: Apache-2.0

import MissionFile
import MissionKernel
import Testing

struct `A git repository` {
    private func repository(_ location: String) -> String? {
        do throws(GitNameError) {
            return try GitRepository(location, from: "/home/dana/work").uri
        } catch {
            return nil
        }
    }

    @Test(arguments: [
        "", "/", ".///../../../..", "~/shop", "~dana/shop", "a\nb", "a\u{0}", "ftp://host/shop.git",
        "rsync://host/shop",
        "file:///srv/shop", "https://", "https://host", "https://host/", "https:///shop", "https://dana@host/shop",
        "https://dana:secret@host/shop", "ssh://dana:secret@host/shop", "https://host/shop?x=1", "https://host/shop#x",
        "https://host/a/../b", "https://host/./b", "https://host/a%2Fb", "https://host/a%0Ab", "https://host/a%zz",
        "https://ho st/shop", "https://host:port/shop", ":shop", "host:", "git@:shop", "git@host:../../etc",
        "@host:shop", "ssh://@host/shop",
        "https://host/..\u{2F}\u{301}x",
    ])
    func `is not named by a location that is ambiguous or unsafe`(location: String) {
        #expect(repository(location) == nil)
    }

    @Test(arguments: [
        ("shop.git", "git+file:///home/dana/work/shop.git"), ("./shop/", "git+file:///home/dana/work/shop"),
        (".", "git+file:///home/dana/work"), ("../shop", "git+file:///home/dana/shop"),
        ("/srv//git/./x", "git+file:///srv/git/x"),
        ("shop/.git", "git+file:///home/dana/work/shop"), ("/srv/my shop#1?", "git+file:///srv/my%20shop%231%3F"),
        ("/srv/Zürich", "git+file:///srv/Z%C3%BCrich"), ("/srv/100%", "git+file:///srv/100%25"),
        ("/srv/tree/refs/a", "git+file:///srv/!tree/!refs/a"), ("/srv/!tree", "git+file:///srv/%21tree"),
        ("./a:b", "git+file:///home/dana/work/a:b"), ("/\u{301}x", "git+file:///%CC%81x"),
        ("../\u{301}x", "git+file:///home/dana/%CC%81x"), ("e\u{301}", "git+file:///home/dana/work/e%CC%81"),
        ("https://GitHub.com:443/dana/shop/", "git+https://github.com/dana/shop.git"),
        ("HTTPS://host:8443/s%68op.git", "git+https://host:8443/shop.git"),
        ("https://host/a//b", "git+https://host/a/b.git"),
        ("ssh://git@host/dana/shop.git", "git+ssh://host/dana/shop.git"),
        ("ssh://host:22/shop", "git+ssh://host/shop.git"),
        ("ssh://eve@host:2222/shop", "git+ssh://eve@host:2222/shop.git"),
        ("git@host:dana/shop.git", "git+ssh://host/dana/shop.git"),
        ("git@host:/dana/shop.git", "git+ssh://host/dana/shop.git"), ("eve@host:shop", "git+ssh://eve@host/~/shop.git"),
        ("eve@host:/shop", "git+ssh://eve@host/shop.git"), ("host:tree/shop", "git+ssh://host/~/!tree/shop.git"),
    ])
    func `has one identity, however its location is written`(location: String, uri: String) throws {
        #expect(repository(location) == uri)
        #expect(ResourceURI(uri) != nil)
    }

    @Test(arguments: [
        ("/srv/my shop#1?", "/srv/my shop#1?"), ("/srv/tree/!tree", "/srv/tree/!tree"),
        ("https://host/dana/shop", "https://host/dana/shop.git"), ("eve@host:shop", "ssh://eve@host/~/shop.git"),
    ])
    func `is shown as a person would write it`(location: String, shown: String) throws {
        #expect(try GitRepository(location, from: "/").location == shown)
    }
}

struct `A resource in a git repository` {
    private static let parts: [GitResource.Part] = [
        .repository, .branches, .branch("main"), .branch("feature/tree/refs/x"), .branch("dana@home #1 100%"), .tags,
        .tag("v1.0/rc+1"), .files, .file("src/refs/tree/a b.swift"), .file("Ünïcode!"), .file("a?b"),
    ]

    @Test(arguments: parts, ["/srv/tree/shop.git", "/srv/refs", "https://host/a/b", "git@host:a/b"])
    func `can be told from its URI`(part: GitResource.Part, location: String) throws {
        let resource = GitResource(try GitRepository(location, from: "/"), part)
        let uri = try #require(ResourceURI(resource.uri))
        #expect(!uri.hasQueryOrFragment)
        #expect(GitResource(uri) == resource)
    }

    @Test func `is never that of another repository beneath the first`() throws {
        let outer = try GitRepository("/srv/a", from: "/")
        let inner = try GitRepository("/srv/a/tree/b", from: "/")
        #expect(GitResource(outer, .file("b")).uri != inner.uri)
        let files = try #require(ResourceURI(GitResource(outer, .files).uri))
        #expect(!ResourcePattern(files, match: .prefix).covers(try #require(ResourceURI(inner.uri))))
    }

    @Test(arguments: [
        "https://host/shop.git", "git+https://host", "git+https://host/", "git+https://host/refs/heads/x",
        "git+file:shop",
        "git+file:///srv/a/refs", "git+file:///srv/a/refs/notes/x", "git+file:///srv/a/tree/b?c",
        "git+file:///srv/a/tree/%ff",
        "git+file:///srv/a/tree/%41", "git+file:///srv/a/tree/!x", "git+file:///srv/a/tree/a%2fb",
    ])
    func `is not read from a URI that this never writes`(uri: String) throws {
        #expect(GitResource(try #require(ResourceURI(uri))) == nil)
    }

    @Test(arguments: [
        "", "a..b", "a b", "-x", ".a", "a/.b", "a/", "/a", "a//b", "a.lock", "a.lock/b", "a~1", "a^", "a:b", "a?",
        "a[b", "a\\b",
        "@", "a@{1}", "a.", "*x", "a/*/b", "a*", "**", "refs/heads/main", "HEAD", "a\u{7F}", "/*", "--/*", "a/\u{301}/",
        "..\u{301}", ".\u{301}a", "-\u{301}",
    ])
    func `is not named by what git would not take for a branch`(name: String) {
        #expect(throws: GitNameError.self) { _ = try GitName.Branches(name) }
    }

    @Test func `names branches one by one, under a name, or all`() throws {
        let one = try GitName.Branches("feature/passkey")
        #expect(one.name == "feature/passkey" && !one.isPrefix)
        let some = try GitName.Branches("feature/*")
        #expect(some.name == "feature" && some.isPrefix)
        let all = try GitName.Branches("*")
        #expect(all.name == nil && all.isPrefix)
    }

    @Test(arguments: [
        "", "/", "/etc/passwd", "../x", "a/../b", "./a", "a//b", "src/*.swift", "**/x", "*", ".git/", ".git/hooks/x",
        "a/.GIT/b",
        "a\nb", "//", "../\u{301}x", ".git/\u{301}x", "/\u{301}x",
    ])
    func `is not named by a path that leaves the tree`(path: String) {
        #expect(throws: GitNameError.self) { _ = try GitName.Files(path) }
    }

    @Test func `names files, folders, or all`() throws {
        let file = try GitName.Files("Sources/main.swift")
        #expect(file.path == "Sources/main.swift" && !file.isFolder)
        for text in ["src/", "src/**"] {
            let folder = try GitName.Files(text)
            #expect(folder.path == "src" && folder.isFolder)
        }
        for text in ["**", "."] {
            let all = try GitName.Files(text)
            #expect(all.path == nil && all.isFolder)
        }
    }
}
