// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger

/// Lends each of its connections to one thread at a time; who finds none waits, and is served in turn.
// SAFETY: the variables are touched only under the mutex, and a connection that is lent is in no other hands.
final class ConnectionPool<Connection>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var idle: [Connection]
    private var lent = 0
    /// The turn that the next one who comes gets, and the turn that it is.
    private var (nextTurn, turn) = (0, 0)
    private var isClosed = false

    init(_ connections: [Connection]) {
        idle = connections
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        let isReady = pthread_mutex_init(mutex, nil) == 0 && pthread_cond_init(changed, nil) == 0
        precondition(isReady, "the system has no memory for a mutex")
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Lends a connection to `body`; throws when the pool has been closed.
    func lend<Result>(_ body: (Connection) throws(StoreError) -> Result) throws(StoreError) -> Result {
        let connection = try take()
        defer { giveBack(connection) }
        return try body(connection)
    }

    /// Waits until what is lent has come back, and drops all connections. Closing twice is closing once.
    func close() {
        locked {
            isClosed = true
            pthread_cond_broadcast(changed)
            while lent > 0 { pthread_cond_wait(changed, mutex) }
            idle = []
        }
    }

    private func take() throws(StoreError) -> Connection {
        let connection = locked { () -> Connection? in
            let own = nextTurn
            nextTurn += 1
            while !isClosed, own != turn || idle.isEmpty { pthread_cond_wait(changed, mutex) }
            guard !isClosed else { return nil }
            turn += 1
            lent += 1
            pthread_cond_broadcast(changed)
            return idle.popLast()
        }
        guard let connection else { throw StoreError(.closed, "the ledger has been closed") }
        return connection
    }

    private func giveBack(_ connection: Connection) {
        locked {
            lent -= 1
            idle.append(connection)
            pthread_cond_broadcast(changed)
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
