// SPDX-License-Identifier: Apache-2.0

package import Crypto
import Glibc
import Ledger
import LedgerSQLite
import MissionAuthority
package import MissionKernel
import Platform

extension Home {
    /// What a new authority is made of.
    package struct Founding: Sendable {
        package let configuration: HomeConfiguration
        /// The owner's public key, and the private one sealed by a passphrase.
        package let approvalKey: Ed25519.PublicKey
        package let sealedKey: [UInt8]
        package let now: Instant

        package init(
            configuration: HomeConfiguration, approvalKey: Ed25519.PublicKey, sealedKey: [UInt8], now: Instant
        ) {
            self.configuration = configuration
            self.approvalKey = approvalKey
            self.sealedKey = sealedKey
            self.now = now
        }
    }

    /// Makes a new authority here: whole, or not at all.
    package func create(_ founding: Founding) throws(HostError) {
        do {
            try mustBeFree()
            try Files.createDirectory(Files.directory(of: path))
            let draft = Home(path: "\(path).new-\(Entropy.hexadecimal(byteCount: 4))")
            try Files.createDirectory(draft.path)
            do {
                try draft.fill(founding)
                guard rename(draft.path, path) == 0 else { throw SystemError("create", path: path, code: errno) }
            } catch {
                do throws(SystemError) { try Files.removeTree(draft.path) } catch {}
                throw error
            }
        } catch let error as HostError {
            throw error
        } catch let error as StoreError {
            throw .ledger(error)
        } catch {
            throw .system("\(error)")
        }
    }

    /// Throws unless there is nothing at this path, or an empty folder.
    package func mustBeFree() throws(HostError) {
        let (isFree, isHome): (Bool, Bool)
        do throws(SystemError) {
            isFree = try Files.exists(path) ? Files.list(path, limitCount: 100_000).isEmpty : true
            isHome = try Files.exists(configuration)
        } catch {
            throw .system("\(error)")
        }
        guard isFree else { throw isHome ? .alreadyInitialised(path) : .notEmpty(path) }
    }

    private func fill(_ founding: Founding) throws {
        try HomeKeys.create(in: self)
        try Files.replace(approverKey, with: founding.sealedKey)
        try Files.replace(configuration, with: founding.configuration.bytes)
        let store = try SQLiteStore(path: ledger, mode: .create)
        defer { store.close() }
        _ = try store.append(firstEntries(founding))
    }

    /// The ledger begins with its owner and the key by which they approve.
    private func firstEntries(_ founding: Founding) throws -> AppendBatch {
        let state = AuthorityState()
        let command = RegisterPrincipal(
            caller: .owner, principal: founding.configuration.owner,
            approvalKeys: [ApprovalKey(publicKey: founding.approvalKey.bytes)].compactMap(\.self))
        let entries = try command.decide(in: state, at: founding.now).map { event in
            NewEntry(
                bytes: EntryCodec.bytes(of: event, at: founding.now),
                streams: state.streams(of: event).map { StreamName($0) })
        }
        return AppendBatch(entries: entries)
    }
}
