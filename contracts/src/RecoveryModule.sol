// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {
    Execution,
    IERC7579Execution,
    IERC7579Module,
    IERC7579ModuleConfig,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BlockNumber} from "./BlockNumber.sol";
import {IRotator} from "./IRotator.sol";
import {Policy, PolicyRules} from "./Policy.sol";
import {RecoveryDigests, Request, Scope} from "./RecoveryDigests.sol";
import {SignerQueries} from "./SignerQueries.sol";

/// @notice One guardian's approval, or objection.
/// @param guardian Index into policy.guardians; strictly ascending in a list.
/// @param signature Over the request's (or objection's) digest; empty if it was recorded before.
struct Approval {
    uint8 guardian;
    bytes signature;
}

/// @title Recovery of accounts whose key is lost
/// @notice An ERC-7579 executor. Guardians that the owner chose beforehand approve a new key; a delay, the shorter the more
/// of them approve, gives the owner time to object; then the new key accepts and takes over. Nobody else decides: there
/// is no owner, no pause and no upgrade, and anybody may submit what guardians and keys have signed.
///
///     None ──start──▶ Waiting ──time──▶ Ready ──execute──▶ (executed: the slot is cleared, the epoch raised)
///                        │                │ └──time──▶ Expired, for ever
///                        └──object, invalidate, or any raise of the epoch──▶ Dead, for ever
///
/// Each account has an epoch on each chain. Every executed recovery, cancellation and policy change raises it, and with it
/// dies all that was signed for the old one. A request names the epoch for every chain it lists. Requests live side by
/// side: nobody can occupy the place of another's.
///
/// Guardians can do nothing but this. The only calls ever made in an account's name are those of the policy's rotator,
/// without value, to installed validators of the account.
contract RecoveryModule is IERC7579Module, RecoveryDigests, SignerQueries, BlockNumber {
    /// @notice What has become of a request. Only Waiting and Ready can still change the account.
    enum State {
        None,
        Waiting,
        Ready,
        Expired,
        Dead
    }

    /// @dev One storage slot per request. `ready` is 0 once it was objected to or invalidated.
    struct Recovery {
        address rotator;
        uint32 ready;
        uint16 windowHours;
        uint32 epoch;
        uint16 approvers;
    }

    uint256 private constant _MAX_SCOPES = 32;
    uint256 private constant _MAX_REQUEST_LIFE = 30 days;
    uint256 private constant _MAX_CANCELLATION_LIFE = 24 hours;

    /// @dev commitment (184) ‖ epoch (32) ‖ block in which the policy was set (40).
    mapping(address account => uint256) private _accounts;
    mapping(address account => mapping(bytes32 requestHash => Recovery)) private _recoveries;
    mapping(bytes32 digest => mapping(bytes32 guardian => bool)) private _recorded;

    /// @notice The account's recovery works by this policy from now on. The event is where the policy lives; the block in
    /// `accountState` says where to look.
    event PolicySet(address indexed account, uint32 epoch, bytes policy);
    /// @notice `guardian` = keccak256(signer) is a guardian of the account by the policy set in the same transaction.
    event GuardianSet(bytes32 indexed guardian, address indexed account);
    /// @notice The account has no policy any more and cannot be recovered.
    event PolicyCleared(address indexed account, uint32 epoch);
    /// @notice The waiting time of a recovery has begun; it can be executed from `ready` to `end`, both included.
    event RecoveryStarted(
        address indexed account,
        bytes32 indexed requestHash,
        bytes newSigner,
        bool replace,
        uint40 ready,
        uint40 end,
        uint16 approvers
    );
    /// @notice More guardians have approved; it can be executed from `ready`, no later than before.
    event RecoveryAdvanced(
        address indexed account, bytes32 indexed requestHash, uint40 ready, uint40 end, uint16 approvers
    );
    /// @notice The new signer owns the account.
    event RecoveryExecuted(
        address indexed account, bytes32 indexed requestHash, bytes newSigner, bool replace, uint32 epoch
    );
    /// @notice The owner ended all requests that were signed so far.
    event RecoveriesCancelled(address indexed account, uint32 epoch);
    /// @notice Guardians with more weight than the request's ended it.
    event RecoveryObjected(address indexed account, bytes32 indexed requestHash, uint16 objectors);
    /// @notice The request ended because a guardian whose approval it counts is suspended by its verifier.
    event RecoveryInvalidated(address indexed account, bytes32 indexed requestHash, uint8 guardian);
    /// @notice `guardian` = keccak256(signer) approved `digest` (a request's hash, or an objection's digest).
    event ApprovalRecorded(bytes32 indexed digest, bytes32 indexed guardian);

    /// @notice The account has no policy.
    error PolicyNotSet(address account);
    /// @notice The account has a policy already: it has installed this module.
    error PolicyAlreadySet(address account);
    /// @notice The policy's bytes are not the canonical ABI encoding.
    error PolicyNotCanonical(bytes32 given, bytes32 expected);
    /// @notice Not the account's policy. The upper 184 bits of keccak256(policy) are compared.
    error WrongPolicy(address account, bytes32 given, bytes32 expected);
    /// @notice The request is not in a state in which this can be done.
    error WrongState(bytes32 requestHash, State current, State expected);
    /// @notice The waiting time is not over.
    error NotReady(bytes32 requestHash, uint256 ready, uint256 timestamp);
    /// @notice The last second for this has passed.
    error DeadlinePassed(uint256 deadline, uint256 timestamp);
    /// @notice The deadline is too far ahead.
    error DeadlineTooFar(uint256 deadline, uint256 max);
    /// @notice No chain, or more chains than one request may list.
    error InvalidScopeCount(uint256 count, uint256 max);
    /// @notice Scopes must be strictly ascending by chain id.
    error ScopesNotAscending(uint256 scope);
    /// @notice What was signed does not count on this chain.
    error ChainNotInScopes(uint256 chainId);
    /// @notice What was signed counts for another epoch of the account.
    error WrongEpoch(address account, uint32 given, uint32 current);
    /// @notice The epoch has reached its largest value: this account can have no further policy here.
    error EpochExhausted(address account);
    /// @notice Approvals must be strictly ascending by guardian.
    error ApprovalsNotAscending(uint256 approval);
    /// @notice The policy has no guardian of this index.
    error NoSuchGuardian(uint256 guardian, uint256 count);
    /// @notice The guardian has not signed this, or has not recorded it.
    error NotApproved(bytes32 digest, bytes32 guardian);
    /// @notice The guardian's approvals do not count at present: its verifier has suspended it.
    error GuardianSuspended(uint256 guardian);
    /// @notice The guardian's verifier has not suspended it.
    error GuardianNotSuspended(uint256 guardian);
    /// @notice The request does not count this guardian.
    error NotAnApprover(bytes32 requestHash, uint256 guardian);
    /// @notice The guardians who approved do not reach the first tier.
    error NotEnoughWeight(uint256 weight, uint256 needed);
    /// @notice An objection needs more weight than the request has.
    error ObjectionTooLight(uint256 weight, uint256 requestWeight);
    /// @notice A guardian cannot become the account's key.
    error NewSignerIsGuardian(uint256 guardian);
    /// @notice The new signer owns the account already.
    error AlreadyOwner(address account, bytes newSigner);
    /// @notice After the rotator's calls the new signer does not own the account.
    error NotOwner(address account, bytes newSigner);
    /// @notice The new signer has not accepted the request.
    error NotAccepted(bytes32 requestHash, bytes newSigner);
    /// @notice The owner has not signed this cancellation.
    error NotCancelled(address account, bytes32 requestHash);
    /// @notice The rotator wants a call that no rotator may make: it carries value, or its target is no installed validator.
    error ForbiddenCall(address target, uint256 value);

    // ---- policy -----------------------------------------------------------------------------------------------------

    /// @inheritdoc IERC7579Module
    /// @param data The policy, or nothing.
    function onInstall(bytes calldata data) external {
        if (_isSet(_accounts[msg.sender])) revert PolicyAlreadySet(msg.sender);
        if (data.length != 0) setPolicy(data);
    }

    /// @inheritdoc IERC7579Module
    /// @dev Never reverts. The epoch rises, so that a later installation brings nothing back.
    function onUninstall(bytes calldata) external {
        uint32 epoch = _epochOf(_accounts[msg.sender]);
        // At the very end it stays: without a policy nothing is alive, and none can be set any more.
        if (epoch != type(uint32).max) ++epoch;
        _accounts[msg.sender] = uint256(epoch) << 40;
        emit PolicyCleared(msg.sender, epoch);
    }

    /// @notice Sets the calling account's policy, in place of any other. Ends all requests.
    /// @param policy `abi.encode(Policy)`, canonical. See PolicyRules for what is refused.
    function setPolicy(bytes calldata policy) public {
        Policy memory decoded = abi.decode(policy, (Policy));
        bytes32 hash = keccak256(policy);
        bytes32 canonical = keccak256(abi.encode(decoded));
        if (hash != canonical) revert PolicyNotCanonical(hash, canonical);
        PolicyRules.check(decoded, msg.sender);
        uint32 epoch = _nextEpoch(msg.sender);
        _accounts[msg.sender] = _pack(hash, epoch);
        _publish(msg.sender, epoch, policy, decoded);
    }

    /// @notice Removes the calling account's policy. Ends all requests.
    function clearPolicy() external {
        if (!_isSet(_accounts[msg.sender])) revert PolicyNotSet(msg.sender);
        uint32 epoch = _nextEpoch(msg.sender);
        _accounts[msg.sender] = uint256(epoch) << 40;
        emit PolicyCleared(msg.sender, epoch);
    }

    /// @notice Emits an account's policy again, for nodes that have pruned the old event. Anybody may.
    function republish(address account, bytes calldata policy) external {
        (, uint32 epoch) = _open(account, policy);
        _accounts[account] = _pack(keccak256(policy), epoch);
        _publish(account, epoch, policy, abi.decode(policy, (Policy)));
    }

    // ---- approvals that are kept ------------------------------------------------------------------------------------

    /// @notice Verifies a guardian's signature now and remembers it, for approvals that age.
    /// @param signer ERC-7913.
    /// @param digest A request's hash or an objection's digest. Recording anything else has no effect.
    function record(bytes calldata signer, bytes32 digest, bytes calldata signature) external {
        bytes32 guardian = keccak256(signer);
        if (!_isValid(signer, digest, signature)) revert NotApproved(digest, guardian);
        _record(digest, guardian);
    }

    /// @notice The same for the caller, for wallets that do not sign typed data.
    function approve(bytes32 digest) external {
        _record(digest, keccak256(abi.encodePacked(msg.sender)));
    }

    // ---- a recovery -------------------------------------------------------------------------------------------------

    /// @notice Starts the waiting time of a request, or shortens it if more guardians have approved meanwhile. The best
    /// tier that their weight reaches counts; the time can only come forward. If nothing changes, nothing happens.
    /// @param policy The account's policy, as it was set.
    /// @param approvals Those that the request does not count yet are enough.
    function start(bytes calldata policy, Request calldata request, Approval[] calldata approvals) external {
        (bytes32 hash, Recovery memory recovery, State before) = _admit(policy, request, approvals);
        _rotation(recovery.rotator, request);
        Recovery storage stored = _recoveries[request.account][hash];
        uint40 end = _end(recovery);
        if (before == State.None) {
            _recoveries[request.account][hash] = recovery;
            emit RecoveryStarted(
                request.account, hash, request.newSigner, request.replace, recovery.ready, end, recovery.approvers
            );
        } else if (stored.ready != recovery.ready || stored.approvers != recovery.approvers) {
            _recoveries[request.account][hash] = recovery;
            emit RecoveryAdvanced(request.account, hash, recovery.ready, end, recovery.approvers);
        }
    }

    /// @notice Executes a recovery that is ready: the new signer owns the account, and with `replace` alone.
    /// @param acceptance The new signer's ERC-7913 signature over `acceptanceDigest(requestHash)`: proof that it works.
    function execute(Request calldata request, bytes calldata acceptance) external {
        bytes32 hash = requestHash(request);
        Recovery memory recovery = _recoveries[request.account][hash];
        State current = _state(request.account, recovery);
        if (current == State.Waiting) revert NotReady(hash, recovery.ready, block.timestamp);
        if (current != State.Ready) revert WrongState(hash, current, State.Ready);
        _execute(request, hash, recovery.rotator, acceptance);
    }

    /// @notice Starts and executes in one transaction, where no delay is left. A request that was started before is no
    /// obstacle.
    function recover(
        bytes calldata policy,
        Request calldata request,
        Approval[] calldata approvals,
        bytes calldata acceptance
    ) external {
        (bytes32 hash, Recovery memory recovery,) = _admit(policy, request, approvals);
        if (recovery.ready > block.timestamp) revert NotReady(hash, recovery.ready, block.timestamp);
        _execute(request, hash, recovery.rotator, acceptance);
    }

    // ---- ending recoveries ------------------------------------------------------------------------------------------

    /// @notice Ends all requests of the calling account.
    function cancel() external {
        _cancel(msg.sender);
    }

    /// @notice Ends all requests of an account by its owner's signature over
    /// `cancellationDigest(account, requestHash, scopes, deadline)`. Anybody may submit it, on every chain in `scopes`.
    /// @param requestHash The request because of which the owner cancels. Its rotator is asked whose signature this is;
    /// where the account has no such request in this epoch, the account itself (ERC-1271).
    /// @param scopes The chains for which this counts, each at its epoch.
    /// @param deadline At most 24 hours ahead.
    function cancelWithSignature(
        address account,
        bytes32 requestHash,
        Scope[] calldata scopes,
        uint40 deadline,
        bytes calldata signature
    ) external {
        _checkDeadline(deadline, _MAX_CANCELLATION_LIFE);
        uint32 epoch = _epochOf(_accounts[account]);
        _checkScopes(account, scopes, epoch);
        bytes32 digest = cancellationDigest(account, requestHash, scopes, deadline);
        Recovery memory recovery = _recoveries[account][requestHash];
        bool signed = recovery.rotator != address(0) && recovery.epoch == epoch
            ? _answersTrue(recovery.rotator, abi.encodeCall(IRotator.isOwnerSignature, (account, digest, signature)))
            : _isValidERC1271(account, digest, signature);
        if (!signed) revert NotCancelled(account, requestHash);
        _cancel(account);
    }

    /// @notice Ends one request by guardians who have more weight than it has.
    /// @param objections Signatures over `objectionDigest(requestHash)`.
    function object(address account, bytes calldata policy, bytes32 requestHash, Approval[] calldata objections)
        external
    {
        (Policy calldata opened,) = _open(account, policy);
        Recovery storage recovery = _alive(account, requestHash);
        uint16 objectors = _verify(opened, objectionDigest(requestHash), objections);
        uint256 weight = _weight(opened, objectors);
        uint256 requestWeight = _weight(opened, recovery.approvers);
        if (weight <= requestWeight) revert ObjectionTooLight(weight, requestWeight);
        recovery.ready = 0;
        emit RecoveryObjected(account, requestHash, objectors);
    }

    /// @notice Ends one request while a guardian whose approval it counts is suspended by its verifier. Anybody may: what a
    /// stolen attester or signing key has started, its revocation ends.
    function invalidate(address account, bytes calldata policy, bytes32 requestHash, uint8 guardian) external {
        (Policy calldata opened,) = _open(account, policy);
        Recovery storage recovery = _alive(account, requestHash);
        if (recovery.approvers & (uint256(1) << guardian) == 0) revert NotAnApprover(requestHash, guardian);
        if (!_isSuspended(opened.guardians[guardian].signer)) revert GuardianNotSuspended(guardian);
        recovery.ready = 0;
        emit RecoveryInvalidated(account, requestHash, guardian);
    }

    // ---- views ------------------------------------------------------------------------------------------------------

    /// @notice What has become of a request here. An executed one is None again: its slot is cleared and its epoch over.
    function state(address account, bytes32 hash) external view returns (State) {
        return _state(account, _recoveries[account][hash]);
    }

    /// @notice A request's rotator, first second in which it can be executed, window, epoch and approvers (a bit each).
    function recoveryOf(address account, bytes32 hash) external view returns (Recovery memory) {
        return _recoveries[account][hash];
    }

    /// @notice The account's epoch here, the upper 184 bits of its policy's keccak256 (0: no policy), and the block whose
    /// PolicySet event has the policy.
    function accountState(address account)
        external
        view
        returns (bytes23 commitment, uint32 epoch, uint40 blockNumber)
    {
        uint256 word = _accounts[account];
        return (bytes23(bytes32(word)), _epochOf(word), uint40(word));
    }

    /// @notice Whether the guardian keccak256(signer) has approved this digest on chain.
    function isRecorded(bytes32 digest, bytes32 guardian) external view returns (bool) {
        return _recorded[digest][guardian];
    }

    /// @notice Whether the account has a policy here (ERC-7579 convention).
    function isInitialized(address account) external view returns (bool) {
        return _isSet(_accounts[account]);
    }

    /// @inheritdoc IERC7579Module
    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_EXECUTOR;
    }

    // ---- internals: a request ---------------------------------------------------------------------------------------

    /// @dev Checks all that start and recover have in common. `recovery` is what the slot would hold.
    function _admit(bytes calldata policy, Request calldata request, Approval[] calldata approvals)
        private
        view
        returns (bytes32 hash, Recovery memory recovery, State before)
    {
        (Policy calldata opened, uint32 epoch) = _open(request.account, policy);
        _checkDeadline(request.deadline, _MAX_REQUEST_LIFE);
        _checkScopes(request.account, request.scopes, epoch);
        hash = requestHash(request);
        recovery = _recoveries[request.account][hash];
        before = _state(request.account, recovery);
        if (before > State.Ready) revert WrongState(hash, before, State.None);
        _checkNewSigner(opened, request, before);
        uint16 kept = recovery.approvers;
        recovery.approvers |= _verify(opened, hash, approvals);
        _checkNoneSuspended(opened, kept);
        uint256 ready = block.timestamp + _delay(opened, _weight(opened, recovery.approvers));
        if (before == State.None || ready < recovery.ready) recovery.ready = SafeCast.toUint32(ready);
        recovery.rotator = opened.rotator;
        recovery.windowHours = opened.windowHours;
        recovery.epoch = epoch;
    }

    function _execute(Request calldata request, bytes32 hash, address rotator, bytes calldata acceptance) private {
        address account = request.account;
        uint32 epoch = _raiseEpoch(account);
        delete _recoveries[account][hash];
        if (!_isValid(request.newSigner, acceptanceDigest(hash), acceptance)) {
            revert NotAccepted(hash, request.newSigner);
        }
        Execution[] memory calls = _rotation(rotator, request);
        for (uint256 i = 0; i < calls.length; ++i) {
            // The account's answer is of no interest: what counts is whether the new signer owns it in the end.
            _call(
                account,
                abi.encodeCall(
                    IERC7579Execution.executeFromExecutor,
                    (bytes32(0), abi.encodePacked(calls[i].target, uint256(0), calls[i].callData))
                )
            );
        }
        if (!IRotator(rotator).isOwner(account, request.newSigner)) revert NotOwner(account, request.newSigner);
        emit RecoveryExecuted(account, hash, request.newSigner, request.replace, epoch);
    }

    /// @dev The rotator's calls, none of which can do more than tell an installed validator which keys count.
    function _rotation(address rotator, Request calldata request) private view returns (Execution[] memory calls) {
        address account = request.account;
        calls = IRotator(rotator).rotation(account, request.newSigner, request.replace);
        for (uint256 i = 0; i < calls.length; ++i) {
            address target = calls[i].target;
            // Zero would mean the account itself (ERC-7579).
            if (
                calls[i].value != 0 || target == address(0) || target == account || target == address(this)
                    || !IERC7579ModuleConfig(account).isModuleInstalled(MODULE_TYPE_VALIDATOR, target, "")
            ) revert ForbiddenCall(target, calls[i].value);
        }
    }

    /// @dev A key that became one after the start is no error: a thief could block a recovery by adding it himself.
    function _checkNewSigner(Policy calldata policy, Request calldata request, State before) private view {
        bytes calldata signer = request.newSigner;
        bytes32 hash = keccak256(signer);
        // One key behind two verifiers is still one key.
        bytes32 keyHash = signer.length > 20 ? keccak256(signer[20:]) : bytes32(0);
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            bytes calldata guardian = policy.guardians[i].signer;
            if (guardian.length != signer.length) continue;
            if (keccak256(guardian) == hash || (keyHash != 0 && keccak256(guardian[20:]) == keyHash)) {
                revert NewSignerIsGuardian(i);
            }
        }
        if (before == State.None && !request.replace && IRotator(policy.rotator).isOwner(request.account, signer)) {
            revert AlreadyOwner(request.account, signer);
        }
    }

    function _state(address account, Recovery memory recovery) private view returns (State) {
        if (recovery.rotator == address(0)) return State.None;
        uint256 word = _accounts[account];
        if (!_isSet(word) || recovery.epoch != _epochOf(word) || recovery.ready == 0) return State.Dead;
        if (block.timestamp < recovery.ready) return State.Waiting;
        return block.timestamp <= _end(recovery) ? State.Ready : State.Expired;
    }

    function _alive(address account, bytes32 hash) private view returns (Recovery storage recovery) {
        recovery = _recoveries[account][hash];
        State current = _state(account, recovery);
        if (current != State.Waiting && current != State.Ready) revert WrongState(hash, current, State.Waiting);
    }

    function _end(Recovery memory recovery) private pure returns (uint40) {
        return uint40(recovery.ready) + uint40(recovery.windowHours) * 1 hours;
    }

    // ---- internals: approvals ---------------------------------------------------------------------------------------

    /// @dev The guardians, a bit each, who signed `digest`. Reverts if one did not.
    function _verify(Policy calldata policy, bytes32 digest, Approval[] calldata approvals)
        private
        view
        returns (uint16 guardians)
    {
        uint256 count = policy.guardians.length;
        for (uint256 i = 0; i < approvals.length; ++i) {
            uint256 guardian = approvals[i].guardian;
            if (guardian >= count) revert NoSuchGuardian(guardian, count);
            if (guardians >> guardian != 0) revert ApprovalsNotAscending(i);
            bytes calldata signer = policy.guardians[guardian].signer;
            bytes calldata signature = approvals[i].signature;
            if (signature.length == 0) {
                if (!_recorded[digest][keccak256(signer)]) revert NotApproved(digest, keccak256(signer));
                if (_isSuspended(signer)) revert GuardianSuspended(guardian);
            } else if (!_isValid(signer, digest, signature)) {
                revert NotApproved(digest, keccak256(signer));
            }
            guardians |= uint16(1 << guardian);
        }
    }

    /// @dev An approval that an earlier start has counted must not help once its guardian is suspended.
    function _checkNoneSuspended(Policy calldata policy, uint16 guardians) private view {
        for (uint256 i = 0; guardians >> i != 0; ++i) {
            if ((guardians >> i) & 1 == 1 && _isSuspended(policy.guardians[i].signer)) revert GuardianSuspended(i);
        }
    }

    function _weight(Policy calldata policy, uint16 guardians) private pure returns (uint256 weight) {
        for (uint256 i = 0; guardians >> i != 0; ++i) {
            if ((guardians >> i) & 1 == 1) weight += policy.guardians[i].weight;
        }
    }

    function _delay(Policy calldata policy, uint256 weight) private pure returns (uint256) {
        for (uint256 i = policy.tiers.length; i > 0; --i) {
            if (weight >= policy.tiers[i - 1].weight) return policy.tiers[i - 1].delay;
        }
        revert NotEnoughWeight(weight, policy.tiers[0].weight);
    }

    function _record(bytes32 digest, bytes32 guardian) private {
        _recorded[digest][guardian] = true;
        emit ApprovalRecorded(digest, guardian);
    }

    // ---- internals: accounts ----------------------------------------------------------------------------------------

    /// @dev The policy as it lies in calldata, once its hash is the account's: that the bytes are canonical, so that no
    /// offset leads out of them, was checked when it was set.
    function _open(address account, bytes calldata policy) private view returns (Policy calldata opened, uint32 epoch) {
        uint256 word = _accounts[account];
        if (!_isSet(word)) revert PolicyNotSet(account);
        bytes32 hash = keccak256(policy);
        if (uint256(hash) >> 72 != word >> 72) revert WrongPolicy(account, hash, bytes32(word >> 72 << 72));
        epoch = _epochOf(word);
        assembly ("memory-safe") {
            opened := add(policy.offset, 0x20)
        }
    }

    function _publish(address account, uint32 epoch, bytes calldata policy, Policy memory decoded) private {
        for (uint256 i = 0; i < decoded.guardians.length; ++i) {
            emit GuardianSet(keccak256(decoded.guardians[i].signer), account);
        }
        emit PolicySet(account, epoch, policy);
    }

    function _cancel(address account) private {
        if (!_isSet(_accounts[account])) revert PolicyNotSet(account);
        emit RecoveriesCancelled(account, _raiseEpoch(account));
    }

    function _raiseEpoch(address account) private returns (uint32 epoch) {
        epoch = _nextEpoch(account);
        _accounts[account] += uint256(1) << 40;
    }

    function _nextEpoch(address account) private view returns (uint32 epoch) {
        epoch = _epochOf(_accounts[account]);
        if (epoch == type(uint32).max) revert EpochExhausted(account);
        ++epoch;
    }

    function _pack(bytes32 policyHash, uint32 epoch) private view returns (uint256) {
        return (uint256(policyHash) >> 72 << 72) | (uint256(epoch) << 40) | SafeCast.toUint40(_blockNumber());
    }

    function _isSet(uint256 word) private pure returns (bool) {
        return word >> 72 != 0;
    }

    function _epochOf(uint256 word) private pure returns (uint32) {
        return uint32(word >> 40);
    }

    // ---- internals: scopes, deadlines, calls ------------------------------------------------------------------------

    function _checkDeadline(uint256 deadline, uint256 maxLife) private view {
        if (deadline < block.timestamp) revert DeadlinePassed(deadline, block.timestamp);
        if (deadline > block.timestamp + maxLife) revert DeadlineTooFar(deadline, block.timestamp + maxLife);
    }

    function _checkScopes(address account, Scope[] calldata scopes, uint32 epoch) private view {
        if (scopes.length == 0 || scopes.length > _MAX_SCOPES) revert InvalidScopeCount(scopes.length, _MAX_SCOPES);
        bool found;
        for (uint256 i = 0; i < scopes.length; ++i) {
            uint256 chainId = scopes[i].chainId;
            if (i != 0 && chainId <= scopes[i - 1].chainId) revert ScopesNotAscending(i);
            if (chainId != block.chainid) continue;
            if (scopes[i].epoch != epoch) revert WrongEpoch(account, scopes[i].epoch, epoch);
            found = true;
        }
        if (!found) revert ChainNotInScopes(block.chainid);
    }

    /// @dev A call that must succeed; its error is passed on.
    function _call(address target, bytes memory data) private {
        assembly ("memory-safe") {
            if iszero(call(gas(), target, 0, add(data, 0x20), mload(data), 0x00, 0x00)) {
                let pointer := mload(0x40)
                returndatacopy(pointer, 0x00, returndatasize())
                revert(pointer, returndatasize())
            }
        }
    }
}
