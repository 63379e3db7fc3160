// SPDX-License-Identifier: Apache-2.0

package import MissionFile

/// Which repository a folder stands for.
package enum GitOrigin {
    /// The repository that the clone at `path` is of, as `git push` there would find it; nil when the location is no
    /// folder with a work tree, or has no remote: then it stands for itself.
    package static func repository(
        ofClone path: String, environment: [String: String], directory: String
    ) -> GitRepository? {
        do throws(GitError) {
            guard let invocation = try GitInvocation(["git", "-C", path, "status"]) else { return nil }
            let workplace = GitWorkplace(invocation, environment: environment, directory: directory)
            guard try workplace.git.line("rev-parse", "--is-inside-work-tree") == "true",
                try workplace.git.line("rev-parse", "--show-cdup") == nil
            else { return nil }
            return try workplace.repository()
        } catch {
            return nil
        }
    }

    /// Where git looks for the hooks of the repository in `folder`; nil when it is none.
    package static func hooksFolder(of folder: String, environment: [String: String]) -> String? {
        let git = GitProgram(program: "git", environment: environment, directory: folder)
        do throws(GitError) {
            return try git.line("rev-parse", "--path-format=absolute", "--git-path", "hooks")
        } catch {
            return nil
        }
    }
}
