// SPDX-License-Identifier: Apache-2.0

/// What is not in here: options that push or fetch more than one repository, that name another program for the other
/// side, that take settings along, or that read and write another folder's repository.
extension GitOptionTable {
    /// Options of git itself.
    static let git = GitOptionTable(
        "-p -P --paginate --no-pager --no-replace-objects --bare --literal-pathspecs --glob-pathspecs "
            + "--noglob-pathspecs --icase-pathspecs --no-optional-locks --version --help -v -h",
        valued: "-C -c --git-dir --work-tree --config-env")

    static let push = GitOptionTable(
        "-d -f -q -u -v --delete --force --no-verify --quiet --set-upstream --verbose", optional: "--force-with-lease")

    static let commit = GitOptionTable(
        "-a -i -n -o -q -s --all --allow-empty --amend --include --no-edit --no-verify --only --quiet --signoff",
        valued: "-F -m --file --message")

    static let fetch = GitOptionTable(
        "-4 -6 -P -a -f -k -n -p -q -t -u -v --append --atomic --force --ipv4 --ipv6 --keep --no-progress "
            + "--no-recurse-submodules --no-tags --progress --prune --prune-tags --quiet --tags --unshallow "
            + "--update-head-ok --update-shallow --verbose",
        valued: "-j --deepen --depth --filter --jobs --refmap --shallow-exclude --shallow-since")

    static let pull = fetch.adding(
        GitOptionTable(
            "--allow-unrelated-histories --autostash --commit --edit --ff --ff-only --no-autostash --no-commit "
                + "--no-edit --no-ff --no-rebase --no-squash --no-stat --signoff --squash --stat",
            valued: "-X -s --strategy --strategy-option", optional: "-r --rebase"))

    static let clone = GitOptionTable(
        "-4 -6 -l -n -q -v --bare --ipv4 --ipv6 --local --mirror --no-checkout --no-hardlinks --no-local "
            + "--no-progress --no-reject-shallow --no-single-branch --no-tags --progress --quiet --reject-shallow "
            + "--single-branch --sparse --verbose",
        valued: "-b -j -o --branch --depth --filter --jobs --origin --separate-git-dir --shallow-exclude "
            + "--shallow-since")

    static let lsRemote = GitOptionTable(
        "-h -q -t --exit-code --get-url --heads --quiet --refs --symref --tags", valued: "--sort")

    static let branch = GitOptionTable(
        "-D -a -d -f -i -l -q -r -v --all --create-reflog --delete --force --ignore-case --list --no-abbrev --no-color "
            + "--no-column --no-track --quiet --remotes --show-current --verbose",
        valued: "--contains --format --merged --no-contains --no-merged --points-at --sort",
        optional: "-t --abbrev --color --column --track")

    static let checkout = GitOptionTable(
        "-f -q --force --no-progress --no-track --progress --quiet", valued: "-b", optional: "-t --track")

    static let `switch` = GitOptionTable(
        "-f -q --discard-changes --force --no-progress --no-track --progress --quiet", valued: "-c --create",
        optional: "-t --track")

    static let tag = GitOptionTable(
        "-a -d -f -i -l -s -v --annotate --create-reflog --delete --force --ignore-case --list --no-column --no-sign "
            + "--sign --verify",
        valued: "-F -m -u --contains --file --format --local-user --merged --message --no-contains --no-merged "
            + "--points-at --sort",
        optional: "-n --color --column")
}
