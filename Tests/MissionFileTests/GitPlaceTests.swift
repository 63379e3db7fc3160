// SPDX-License-Identifier: Apache-2.0

import MissionFile
import MissionKernel
import Testing

struct `A repository that a mission file names` {
    /// A mission file under `grant`, where the folders of these tests hold what `site` says.
    private func read(
        _ grant: String, _ site: @escaping @Sendable (String) -> GitSite
    ) -> (fault: MissionFileError?, order: MissionOrder?) {
        var context = context
        context.site = site
        let text = mission(grant)
        return (fault(text, in: context), try? MissionOrder(reading: Array(text.utf8), in: context))
    }

    private let shop = GitSite.repository(of: nil) { ["src": .folder, "README.md": .file][$0] }

    @Test func `is refused where there is a folder without one`() throws {
        let fault = try #require(read("{ git: ., do: read }") { _ in .noRepository }.fault)
        #expect(
            fault.description
                == "line 4, column 12: `git` names `.`, relative to the mission file the folder `/srv/dana/repos`, "
                + "which is no git repository")
        #expect(fault.hint?.contains("git init") == true)
    }

    @Test(arguments: [
        ("/srv/dana/repos/shop", "shop"), ("/srv/dana/repos/shop/src", "shop"), ("/srv/erp", "/srv/erp"),
    ])
    func `is named to whoever wrote its path from elsewhere`(folder: String, hint: String) throws {
        var context = context
        context.workingDirectory = folder
        context.site = { [shop = self.shop] path in
            switch path {
            case "/srv/dana/repos/shop", "/srv/erp": shop
            case "/srv/dana/repos/shop/src": .inside("/srv/dana/repos/shop")
            default: .noRepository
            }
        }
        let told = fault(mission("{ git: ., do: read }"), in: context)
        #expect(told?.hint == "write `\(hint)`: paths begin at the mission file, not where you are")
    }

    @Test func `is refused where it is a folder inside one`() throws {
        let fault = try #require(read("{ git: shop/src, do: read }") { .inside(String($0.dropLast(4))) }.fault)
        #expect(fault.problem.contains("a folder inside the repository `/srv/dana/repos/shop`"), "\(fault)")
    }

    @Test func `is only warned of where there is nothing yet`() throws {
        let read = read("{ git: ./shpo, do: read }") { _ in .nothing(beside: ["docs", "shop"]) }
        let warning = try #require(read.order?.warnings.first)
        #expect(warning.description.hasPrefix("line 4, column 12: `git` names `./shpo`, where there is nothing yet"))
        #expect(warning.hint == "did you mean the folder `shop` beside it?")
    }

    @Test func `is not looked for where it has a URL`() throws {
        let read = read("{ git: https://git.example.com/shop.git, do: read }") { _ in .noRepository }
        #expect(read.fault == nil && read.order?.warnings.isEmpty == true)
    }

    @Test(arguments: [
        ("src", "names the file `src`, which is a folder", "write `src/` for all that is in it"),
        ("README.md/", "names the folder `README.md/`, which is a file", "write `README.md`"),
    ])
    func `has its files and folders told apart`(path: String, problem: String, hint: String) throws {
        let fault = try #require(read("{ git: shop, do: edit, paths: [\(path)] }") { _ in shop }.fault)
        #expect(fault.problem.contains(problem), "\(fault)")
        #expect(fault.hint == hint)
        #expect(fault.mark.column == 36)
    }

    @Test func `may get files that it does not have, with a warning`() throws {
        let read = read("{ git: shop, do: edit, paths: [src/, README.md, scr/, \"**\"] }") { _ in shop }
        #expect(read.order?.warnings.map(\.problem) == ["`paths` names `scr/`, which is not in the repository yet"])
    }

    @Test func `stands for what it is a clone of`() throws {
        let origin = try GitRepository("https://git.example.com/shop.git", from: "/")
        let read = read("{ git: shop, do: read }") { _ in .repository(of: origin) { _ in nil } }
        #expect(read.order?.entries.first?.resources.resource.text == "git+https://git.example.com/shop.git")
    }
}
