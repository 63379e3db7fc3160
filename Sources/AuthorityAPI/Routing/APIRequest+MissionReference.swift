// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import MissionWire

extension APIRequest {
    /// The action as this caller may tell of it; denied when `Mission-Reference` came too and is malformed or names
    /// another mission (draft-mcguinness-mission-authority-server, *Verification and Conflict*). It never picks one of
    /// two.
    func checked(_ action: ActionRequest, issuer: String) -> ActionRequest {
        var action = action
        action.isTold(by: caller)
        guard let missionReference else { return action }
        action.isReferenceContradicted = !Self.names(missionReference, action.mission, issuer: issuer)
        return action
    }

    private static func names(_ field: String, _ mission: MissionID, issuer: String) -> Bool {
        do throws(MissionReferenceError) {
            let reference = try MissionReference(fieldValue: field)
            return reference.issuer == issuer && reference.id == mission.text
        } catch {
            return false
        }
    }
}
