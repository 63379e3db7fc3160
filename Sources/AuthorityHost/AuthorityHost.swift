// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger
import LedgerSQLite
package import MissionAuthority
import MissionKernel
package import Platform

/// One authority on one home, put together and ready to serve.
///
/// Whatever was durable when the last process ended, however it ended, is there again. Nothing listens before
/// ``run(until:onReady:)``.
package final class AuthorityHost: Sendable {
    package let authority: MissionAuthority
    let home: Home
    let configuration: HomeConfiguration
    let keys: HomeKeys
    let store: SQLiteStore
    let index: any NameIndex
    let writer: Writer
    let desk: LedgerDesk
    let keeper: SnapshotKeeper
    let check: StoredEntriesCheck
    let watchers: WatchHub
    let metrics = MetricsRegistry()
    /// Answers what takes time. Two, so that one long list does not keep all others waiting.
    let readers = WorkerPool(name: "readers", threads: 2, waitingMax: 256)
    let clock: TrustedClock
    let log: Log
    /// How many entries were there at the start.
    package let restoredEntries: Int64
    /// How many of them were replayed, because they came after the snapshot that was used.
    package let replayedEntries: Int64
    private let lock: FileLock

    /// Opens the authority of a home, restoring what its ledger says.
    ///
    /// - Parameters:
    ///   - isClockRight: whether somebody has said that the wall clock is right, however far ahead it is.
    ///   - progress: told the number of entries replayed so far.
    package init(
        home: Home, isClockRight: Bool = false, log level: LogLevel = .info, to descriptor: Int32 = 2,
        progress: (Int64) -> Void = { _ in }
    ) throws(HostError) {
        self.home = home
        configuration = try HomeConfiguration(of: home)
        try configuration.mustNotBeSupervised()
        lock = try Self.lock(home)
        keys = try HomeKeys(of: home)
        if !isClockRight { try home.clockMustBeBelievable() }
        let measured = AuthorityMetrics(metrics)
        let restored: RestoredLedger
        (store, restored) = try Self.restore(home, configuration.issuer, measured.appends, progress)
        restoredEntries = restored.state.size
        replayedEntries = restoredEntries - restored.snapshotSize
        clock = TrustedClock(notBefore: restored.state.latest.millisecondsRoundedUp)
        log = try Self.log(level, descriptor, clock)
        if let refusal = restored.refusedSnapshot {
            log.warning("snapshot_refused", ["reason": .string("\(refusal)"), "replayed": .integer(restoredEntries)])
        }
        index = Self.openIndex(home, log)
        desk = try Self.openDesk(store, index, restored, configuration, keys, log)
        // WHY: at once, as after foreign entries: what is damaged is not to be served, nor signed over.
        check = StoredEntriesCheck(store, against: restored.tree, log: log) { _ in exit(4) }

        let published = PublishedState(restored.state)
        let now: @Sendable () -> Instant = { [clock] in Instant(milliseconds: clock.now()) }
        keeper = SnapshotKeeper(
            store: store, published: published, desk: desk, savedSize: restored.snapshotSize)
        watchers = WatchHub(published: published, clock: now)
        let sequencer = Sequencer(
            store: store, published: published, clock: now,
            observer: { [desk, watchers] round in
                measured.count(round)
                desk.take(round)
                watchers.tell(round.events)
            },
            onForeignEntries: { [log] in
                // WHY: to go on would be to permit under a state that can no longer be stopped by a revoke.
                log.error(
                    "ledger_foreign",
                    ["reason": "something else has written to the ledger; find out what before you start again"])
                exit(4)
            })
        writer = Writer(sequencer, clock: now)
        authority = MissionAuthority(
            configuration: AuthorityConfiguration(issuer: configuration.issuer), published: published, store: store,
            ledger: desk, queue: writer, clock: now, identities: RandomIdentities(),
            signer: KeySigner(key: keys.signing), metrics: measured)
    }

    private static func lock(_ home: Home) throws(HostError) -> FileLock {
        do throws(SystemError) {
            return try FileLock(home.lock)
        } catch {
            guard error.isHeldElsewhere else { throw .system("\(error)") }
            throw .alreadyRunning(pid: Self.holder(of: home))
        }
    }

    private static func holder(of home: Home) -> Int32? {
        do throws(SystemError) { return try FileLock.holder(of: home.lock)?.rawValue } catch { return nil }
    }

    private static func restore(
        _ home: Home, _ issuer: String, _ appends: Histogram, _ progress: (Int64) -> Void
    ) throws(HostError) -> (SQLiteStore, RestoredLedger) {
        do throws(StoreError) {
            let store = try SQLiteStore(path: home.ledger, mode: .existing, onAppend: { appends.observe($0) })
            return (store, try RestoredLedger(store, issuer: issuer, progress: progress))
        } catch {
            throw .ledger(error)
        }
    }

    private static func log(_ level: LogLevel, _ descriptor: Int32, _ clock: TrustedClock) throws(HostError) -> Log {
        do throws(SystemError) {
            return try Log(descriptor: descriptor, level: level, clock: clock)
        } catch {
            throw .system("\(error)")
        }
    }

    /// Opens the ledger's desk, which checks that the ledger continues what was signed before.
    private static func openDesk(
        _ store: SQLiteStore, _ index: any NameIndex, _ restored: RestoredLedger,
        _ configuration: HomeConfiguration, _ keys: HomeKeys, _ log: Log
    ) throws(HostError) -> LedgerDesk {
        let origin: NoteKeyName
        do throws(NoteError) { origin = try NoteKeyName(configuration.origin) } catch {
            throw .configuration("config.json", "`ledger` cannot name a ledger: \(error)")
        }
        do throws(LedgerDeskError) {
            return try LedgerDesk(
                store: store, tree: restored.tree, key: LedgerKey(origin: origin, key: keys.ledger), index: index,
                onIndexLoss: { Self.report($0, log) })
        } catch {
            throw .rewritten(error.reason)
        }
    }
}

/// The index of names.
extension AuthorityHost {
    /// Opens the home's index. Where its file cannot be had, the index is in memory as long as the authority runs.
    private static func openIndex(_ home: Home, _ log: Log) -> any NameIndex {
        do throws(StoreError) {
            return try SQLiteNameIndex(path: home.index) { report($0, log) }
        } catch {
            log.warning("name_index_in_memory", ["reason": .string(error.detail)])
            return MemoryNameIndex()
        }
    }

    private static func report(_ loss: StoreError, _ log: Log) {
        log.warning("name_index_made_again", ["reason": .string(loss.detail)])
    }
}

extension HomeConfiguration {
    /// A process under a mission must not be the authority over it, nor stop it.
    package func mustNotBeSupervised() throws(HostError) {
        let isBeyondUsual = seccompFilterCount.map { (ProcessInspector.ownFilterCount() ?? 0) > $0 } ?? false
        // WHY: what the file says can have been changed by the very process that must not.
        if isBeyondUsual || ProcessFacts.isSelfSupervised() { throw .supervised }
    }
}

/// Draws identifiers from the kernel's randomness.
struct RandomIdentities: IdentitySource {
    private let source = SystemRandomSource()

    func next<Kind: IdentifierKind>() -> Identifier<Kind> { Identifier(high: source.next(), low: source.next()) }

    func secret(count: Int) -> [UInt8] { Entropy.bytes(count) }
}

extension Instant {
    /// Milliseconds since 1970, not before this moment.
    fileprivate var millisecondsRoundedUp: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder > 0 ? quotient + 1 : quotient
    }
}
