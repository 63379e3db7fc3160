// SPDX-License-Identifier: Apache-2.0

package import MissionFile
import Platform

extension GitSite {
    /// Looks what there is at an absolute path.
    package static func look(at path: String, environment: [String: String]) -> GitSite {
        do {
            guard try Files.exists(path) else { return .nothing(beside: folders(beside: path)) }
            guard try Files.exists(path + "/.") else { return .noRepository }
            let git = GitProgram(program: "git", environment: environment, directory: path)
            return try look(at: Files.resolved(path), git, environment)
        } catch {
            return .unknown
        }
    }

    private static func look(
        at path: String, _ git: GitProgram, _ environment: [String: String]
    ) throws(GitError) -> GitSite {
        let answer = try git.ask(["rev-parse", "--path-format=absolute", "--git-dir"])
        guard answer.code == 0 else {
            // WHY: git may also refuse to look, as into a repository of somebody else.
            return answer.complaint.contains("not a git repository") ? .noRepository : .unknown
        }
        if let top = try git.line("rev-parse", "--show-toplevel") {
            guard top == path else { return .inside(top) }
            let origin = GitOrigin.repository(ofClone: path, environment: environment, directory: path)
            return .repository(of: origin) { path in
                kind(at: "\(top)/\(path)") ?? committed(path, git)
            }
        }
        guard let folder = try git.line("rev-parse", "--absolute-git-dir") else { return .unknown }
        guard folder == path else { return .inside(folder) }
        return .repository(of: nil) { committed($0, git) }
    }

    private static func kind(at path: String) -> Content? {
        do throws(SystemError) {
            return try Files.exists(path + "/.") ? .folder : Files.exists(path) ? .file : nil
        } catch {
            return nil
        }
    }

    private static func committed(_ path: String, _ git: GitProgram) -> Content? {
        do throws(GitError) {
            return switch try git.line("cat-file", "-t", "HEAD:\(path)") {
            case "tree": .folder
            case "blob": .file
            default: nil
            }
        } catch {
            return nil
        }
    }

    private static let neighboursMax = 1000

    private static func folders(beside path: String) -> [String] {
        let parent = Files.directory(of: path)
        do throws(SystemError) {
            return try Files.list(parent, limitCount: neighboursMax).filter { kind(at: "\(parent)/\($0)") == .folder }
        } catch {
            return []
        }
    }
}
