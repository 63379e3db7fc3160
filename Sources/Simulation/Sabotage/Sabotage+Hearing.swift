// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

extension Sabotage {
    /// Calls that are taken for something else than they are.
    static let hearing: [Sabotage] = [
        Sabotage("accept-any-signature", "what a person signed is not verified") { faults in
            faults.hearing = { call, _, _ in call.signedProperly }
        },
        Sabotage("agent-governs", "a process under a mission is taken for the owner") { faults in
            faults.hearing = { call, _, _ in call.asOwner }
        },
        Sabotage("no-fence", "an older attempt is taken for the current one") { faults in
            faults.hearing = { call, state, _ in
                call.withAttempt { attempt in
                    Attempt(
                        session: attempt.session, epoch: state.sessions[attempt.session]?.epoch ?? attempt.epoch)
                }
            }
        },
        Sabotage("accept-older-version", "a change goes through whatever version it expects") { faults in
            faults.hearing = { call, _, _ in
                guard case .change(var request, let replay) = call else { return call }
                request.expectedVersion = nil
                return .change(request, replay)
            }
        },
        Sabotage("forget-nonce", "a repeated request is decided anew") { faults in
            faults.hearing = { call, _, archive in
                guard case .change(let request, let key?) = call else { return call }
                let nonce = ExactText("\(key.nonce)#\(archive.draw())")
                return .change(
                    request, ReplayKey(client: key.client, mission: key.mission, nonce: nonce, request: key.request))
            }
        },
        Sabotage("forget-key", "an idempotency key stands for nothing") { faults in
            faults.hearing = { call, _, archive in
                guard case .permit(var permit) = call, let key = permit.key else { return call }
                permit.key = ExactText("\(key)#\(archive.draw())")
                return .permit(permit)
            }
        },
        Sabotage("ignore-on-expiry", "a suspension for a while lasts for good") { faults in
            faults.hearing = { call, _, _ in
                guard case .change(let request, let replay) = call, case .suspend = request.operation else {
                    return call
                }
                return .change(request.asking(for: .suspend(until: nil, onExpiry: nil)), replay)
            }
        },
        Sabotage("ignore-class-floor", "an enforcement point's stricter class does not count") { faults in
            faults.hearing = { call, _, _ in
                guard case .permit(var permit) = call else { return call }
                permit.request.classFloor = nil
                return .permit(permit)
            }
        },
        Sabotage("any-parameters", "a permit can be used for other parameters than it was given for") { faults in
            faults.hearing = { call, state, _ in
                guard case .begin(let command) = call, let effect = state.effects[command.permit] else { return call }
                return .begin(
                    BeginEffect(
                        caller: command.caller, permit: command.permit, parameterDigest: effect.parameterDigest,
                        attempt: command.attempt))
            }
        },
    ]
}

extension Call {
    /// The call with every signature made good.
    fileprivate var signedProperly: Call {
        func good(_ signed: SignedBytes) -> SignedBytes {
            Signatory.all.first { $0.approvalKey.publicKey == signed.key }?.sign(signed.statement) ?? signed
        }
        switch self {
        case .approve(let signed, let narrowed, let caller):
            return .approve(good(signed), narrowed: narrowed, caller: caller)
        case .extend(let signed): return .extend(good(signed))
        case .answer(let id, .agree(let signed)): return .answer(id, .agree(good(signed)))
        case .change(let request, let replay):
            guard case .resume(let signed?) = request.operation else { return self }
            return .change(request.asking(for: .resume(good(signed))), replay)
        default: return self
        }
    }

    /// The call as if the owner had made it.
    fileprivate var asOwner: Call {
        switch self {
        case .approve(let signed, let narrowed, .session): .approve(signed, narrowed: narrowed, caller: .owner)
        case .narrow(let command) where command.caller.isSession:
            .narrow(
                Narrow(
                    caller: .owner, mission: command.mission, event: command.event, removals: command.removals,
                    reason: command.reason))
        case .change(let request, let replay) where request.caller.isSession:
            .change(request.asking(for: request.operation, as: .owner), replay)
        case .signal(let signal) where signal.caller.isSession:
            .signal(Signal(caller: .owner, event: signal.event, fact: signal.fact, value: signal.value))
        default: self
        }
    }

    /// The call with the attempt that makes it changed.
    fileprivate func withAttempt(_ change: (Attempt) -> Attempt) -> Call {
        switch self {
        case .permit(var permit):
            permit.attempt = permit.attempt.map(change)
            return .permit(permit)
        case .begin(let command):
            return .begin(
                BeginEffect(
                    caller: command.caller, permit: command.permit, parameterDigest: command.parameterDigest,
                    attempt: command.attempt.map(change)))
        case .checkpoint(let attempt, let caller): return .checkpoint(change(attempt), caller)
        case .dispatch(let command):
            return .dispatch(DispatchItem(caller: command.caller, attempt: change(command.attempt), id: command.id))
        default: return self
        }
    }
}

extension LifecycleRequest {
    fileprivate func asking(for operation: Operation, as caller: Caller? = nil) -> LifecycleRequest {
        var request = LifecycleRequest(caller: caller ?? self.caller, mission: mission, operation: operation)
        request.reason = reason
        request.expectedVersion = expectedVersion
        return request
    }
}
