// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// The watch: enforcement points hear each change of the missions that they follow, as server-sent events.
struct WatchRoutes {
    let authority: MissionAuthority
    let hub: WatchHub

    var routes: [Route] {
        [
            Route(
                .get, "/v1/watch", "Follow missions as their state changes (server-sent events)",
                query: [.init("mission", "The missions to follow, separated by commas; without it, all")],
                answers: [.ok(.eventStream(of: .missionChange))], handle: watch)
        ]
    }

    private func watch(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        try mayWatch(request.caller)
        let missions = try followed(request)
        let watch = hub.open(
            following: missions, caller: request.caller,
            stream: { onEnd in
                reply.stream(onClose: onEnd).map { stream in
                    WatchSink(send: { stream.send($0).isTaken }, close: { stream.close() })
                }
            })
        if !watch { reply.fail(.unavailable(.overloaded)) }
    }

    private func mayWatch(_ caller: Caller) throws(APIError) {
        guard case .client(let id) = caller else { return }
        let isGranted = authority.read { state, _ in state.registry.client(id)?.grants.contains(.watch) == true }
        guard isGranted else { throw .refused(Refusal(.notPermitted, "`\(id.text)` may not watch")) }
    }

    private func followed(_ request: APIRequest) throws(APIError) -> [MissionID]? {
        guard let names = request.query["mission"] else {
            if case .session = request.caller { throw .malformed("a session names the missions that it follows") }
            return nil
        }
        let ids = names.split(separator: ",").map { MissionID(String($0)) }
        // A request's head bounds how many there are: about 300 in 8 KiB.
        guard !ids.isEmpty else { throw .malformed("`mission` must name at least one mission") }
        do throws(Refusal) {
            for id in ids {
                _ = try authority.report(on: id ?? .unassigned, caller: request.caller)
            }
        } catch {
            throw .refused(error)
        }
        return ids.compactMap(\.self)
    }
}

extension EventStream.Outcome {
    /// False when the watcher is gone or too slow: it must begin again, and reads how its missions stand.
    fileprivate var isTaken: Bool {
        if case .accepted = self { true } else { false }
    }
}
