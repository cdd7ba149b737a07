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
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BlockNumber} from "./BlockNumber.sol";
import {IRotator} from "./IRotator.sol";
import {Guardian, Policy, PolicyRules, Tier} from "./Policy.sol";
import {RecoveryDigests, Request, Scope} from "./RecoveryDigests.sol";
import {RecoverySlot, RecoverySlots} from "./RecoverySlot.sol";
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

    /// @notice A started recovery: see RecoverySlot.
    struct Recovery {
        address rotator;
        uint40 ready;
        uint16 windowHours;
        uint32 epoch;
        uint16 approvers;
    }

    uint256 private constant _MAX_SCOPES = 32;
    uint256 private constant _MAX_REQUEST_LIFE = 30 days;
    uint256 private constant _MAX_CANCELLATION_LIFE = 24 hours;

    /// @dev commitment (184) ‖ epoch (32) ‖ block in which the policy was set (40).
    mapping(address account => uint256) private _accounts;
    mapping(address account => mapping(bytes32 requestHash => RecoverySlot)) private _recoveries;
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
        uint32 epoch = _next(msg.sender, _epochOf(_accounts[msg.sender]));
        _accounts[msg.sender] = _pack(hash, epoch);
        _publish(msg.sender, epoch, policy, decoded);
    }

    /// @notice Removes the calling account's policy. Ends all requests.
    function clearPolicy() external {
        if (!_isSet(_accounts[msg.sender])) revert PolicyNotSet(msg.sender);
        uint32 epoch = _next(msg.sender, _epochOf(_accounts[msg.sender]));
        _accounts[msg.sender] = uint256(epoch) << 40;
        emit PolicyCleared(msg.sender, epoch);
    }

    /// @notice Emits an account's policy again, for nodes that have pruned the old event. Anybody may.
    function republish(address account, bytes calldata policy) external {
        (, uint256 word) = _open(account, policy);
        uint32 epoch = _epochOf(word);
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
        (Policy calldata opened, uint256 word) = _open(request.account, policy);
        (bytes32 hash, RecoverySlot slot, RecoverySlot before) = _admit(opened, word, request, approvals);
        // Reverts for a key that could not be installed: better now than after days of waiting.
        IRotator(slot.rotator()).rotation(request.account, request.newSigner, request.replace);
        if (RecoverySlot.unwrap(slot) == RecoverySlot.unwrap(before)) return;
        address account = request.account;
        _recoveries[account][hash] = slot;
        if (before.isEmpty()) {
            emit RecoveryStarted(
                account, hash, request.newSigner, request.replace, slot.ready(), slot.end(), slot.approvers()
            );
        } else {
            emit RecoveryAdvanced(account, hash, slot.ready(), slot.end(), slot.approvers());
        }
    }

    /// @notice Executes a recovery that is ready: the new signer owns the account, and with `replace` alone.
    /// @param acceptance The new signer's ERC-7913 signature over `acceptanceDigest(requestHash)`: proof that it works.
    function execute(Request calldata request, bytes calldata acceptance) external {
        bytes32 hash = requestHash(request);
        RecoverySlot slot = _recoveries[request.account][hash];
        uint256 word = _accounts[request.account];
        State current = _state(slot, word);
        if (current == State.Waiting) revert NotReady(hash, slot.ready(), block.timestamp);
        if (current != State.Ready) revert WrongState(hash, current, State.Ready);
        // Again, because a fork may have given the chain another id since the start.
        _checkScopes(request.account, request.scopes, slot.epoch());
        _execute(request, hash, word, slot.rotator(), acceptance);
    }

    /// @notice Starts and executes in one transaction, where no delay is left. A request that was started before is no
    /// obstacle.
    function recover(
        bytes calldata policy,
        Request calldata request,
        Approval[] calldata approvals,
        bytes calldata acceptance
    ) external {
        (Policy calldata opened, uint256 word) = _open(request.account, policy);
        (bytes32 hash, RecoverySlot slot,) = _admit(opened, word, request, approvals);
        if (slot.ready() > block.timestamp) revert NotReady(hash, slot.ready(), block.timestamp);
        _execute(request, hash, word, slot.rotator(), acceptance);
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
        RecoverySlot slot = _recoveries[account][requestHash];
        bool signed = !slot.isEmpty() && slot.epoch() == epoch
            ? _answersTrue(slot.rotator(), abi.encodeCall(IRotator.isOwnerSignature, (account, digest, signature)))
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
        RecoverySlot slot = _alive(account, requestHash);
        (uint16 objectors, uint256 weight) = _verify(opened.guardians, objectionDigest(requestHash), objections);
        uint256 requestWeight = _weight(opened.guardians, slot.approvers());
        if (weight <= requestWeight) revert ObjectionTooLight(weight, requestWeight);
        _recoveries[account][requestHash] = slot.ended();
        emit RecoveryObjected(account, requestHash, objectors);
    }

    /// @notice Ends one request while a guardian whose approval it counts is suspended by its verifier. Anybody may: what a
    /// stolen attester or signing key has started, its revocation ends.
    function invalidate(address account, bytes calldata policy, bytes32 requestHash, uint8 guardian) external {
        (Policy calldata opened,) = _open(account, policy);
        RecoverySlot slot = _alive(account, requestHash);
        if (slot.approvers() & (uint256(1) << guardian) == 0) revert NotAnApprover(requestHash, guardian);
        if (!_isSuspended(opened.guardians[guardian].signer)) revert GuardianNotSuspended(guardian);
        _recoveries[account][requestHash] = slot.ended();
        emit RecoveryInvalidated(account, requestHash, guardian);
    }

    // ---- views ------------------------------------------------------------------------------------------------------

    /// @notice What has become of a request here. An executed one is None again: its slot is cleared and its epoch over.
    function state(address account, bytes32 hash) external view returns (State) {
        return _state(_recoveries[account][hash], _accounts[account]);
    }

    /// @notice A request's rotator, first second in which it can be executed, window, epoch and approvers (a bit each).
    function recoveryOf(address account, bytes32 hash) external view returns (Recovery memory) {
        RecoverySlot slot = _recoveries[account][hash];
        return Recovery(slot.rotator(), slot.ready(), slot.windowHours(), slot.epoch(), slot.approvers());
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

    /// @dev Checks all that start and recover have in common. `slot` is what the request's slot would hold, `before` what
    /// it holds.
    function _admit(Policy calldata opened, uint256 word, Request calldata request, Approval[] calldata approvals)
        private
        view
        returns (bytes32 hash, RecoverySlot slot, RecoverySlot before)
    {
        _checkDeadline(request.deadline, _MAX_REQUEST_LIFE);
        _checkScopes(request.account, request.scopes, _epochOf(word));
        hash = requestHash(request);
        before = _recoveries[request.account][hash];
        State current = _state(before, word);
        if (current > State.Ready) revert WrongState(hash, current, State.None);
        _checkNewSigner(opened, request, current);
        (uint16 approvers, uint256 weight) = _approvers(opened.guardians, hash, approvals, before.approvers());
        uint256 ready = block.timestamp + _delay(opened.tiers, weight);
        if (current != State.None && before.ready() < ready) ready = before.ready();
        slot = RecoverySlots.pack(opened.rotator, ready, opened.windowHours, _epochOf(word), approvers);
    }

    function _execute(Request calldata request, bytes32 hash, uint256 word, address rotator, bytes calldata acceptance)
        private
    {
        address account = request.account;
        uint32 epoch = _raiseEpoch(account, word);
        _recoveries[account][hash] = RecoverySlot.wrap(0);
        if (!_isValid(request.newSigner, acceptanceDigest(hash), acceptance)) {
            revert NotAccepted(hash, request.newSigner);
        }
        Execution[] memory calls = _rotation(rotator, request);
        for (uint256 i = 0; i < calls.length; ++i) {
            // The account's answer is of no interest: what counts is whether the new signer owns it in the end.
            Address.functionCall(
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
        // One key behind two verifiers is still one key, so only keys are compared where there are any.
        uint256 head = signer.length > 20 ? 20 : 0;
        Guardian[] calldata guardians = policy.guardians;
        for (uint256 i = 0; i < guardians.length; ++i) {
            bytes calldata guardian = guardians[i].signer;
            if (guardian.length != signer.length) continue;
            if (keccak256(guardian[head:]) == keccak256(signer[head:])) revert NewSignerIsGuardian(i);
        }
        if (before == State.None && !request.replace && IRotator(policy.rotator).isOwner(request.account, signer)) {
            revert AlreadyOwner(request.account, signer);
        }
    }

    function _state(RecoverySlot slot, uint256 word) private view returns (State) {
        if (slot.isEmpty()) return State.None;
        if (!_isSet(word) || slot.epoch() != _epochOf(word) || slot.ready() == 0) return State.Dead;
        if (block.timestamp < slot.ready()) return State.Waiting;
        return block.timestamp <= slot.end() ? State.Ready : State.Expired;
    }

    function _alive(address account, bytes32 hash) private view returns (RecoverySlot slot) {
        slot = _recoveries[account][hash];
        State current = _state(slot, _accounts[account]);
        if (current != State.Waiting && current != State.Ready) revert WrongState(hash, current, State.Waiting);
    }

    // ---- internals: approvals ---------------------------------------------------------------------------------------

    /// @dev The guardians who sign now or are counted already (`kept`), a bit each, and their weight. What an earlier start
    /// has counted must not help once its guardian is suspended.
    function _approvers(Guardian[] calldata guardians, bytes32 digest, Approval[] calldata approvals, uint16 kept)
        private
        view
        returns (uint16 approvers, uint256 weight)
    {
        (approvers, weight) = _verify(guardians, digest, approvals);
        kept &= ~approvers;
        if (kept == 0) return (approvers, weight);
        for (uint256 i = 0; kept >> i != 0; ++i) {
            if ((kept >> i) & 1 == 1 && _isSuspended(guardians[i].signer)) revert GuardianSuspended(i);
        }
        return (approvers | kept, weight + _weight(guardians, kept));
    }

    /// @dev The guardians, a bit each, who signed `digest`, and their weight. Reverts if one did not.
    function _verify(Guardian[] calldata guardians, bytes32 digest, Approval[] calldata approvals)
        private
        view
        returns (uint16 signers, uint256 weight)
    {
        for (uint256 i = 0; i < approvals.length; ++i) {
            Approval calldata approval = approvals[i];
            uint256 index = approval.guardian;
            if (index >= guardians.length) revert NoSuchGuardian(index, guardians.length);
            if (signers >> index != 0) revert ApprovalsNotAscending(i);
            Guardian calldata guardian = guardians[index];
            bytes calldata signer = guardian.signer;
            bytes calldata signature = approval.signature;
            if (signature.length == 0) {
                if (!_recorded[digest][keccak256(signer)]) revert NotApproved(digest, keccak256(signer));
                if (_isSuspended(signer)) revert GuardianSuspended(index);
            } else if (!_isValid(signer, digest, signature)) {
                revert NotApproved(digest, keccak256(signer));
            }
            signers |= uint16(1 << index);
            weight += guardian.weight;
        }
    }

    function _weight(Guardian[] calldata guardians, uint16 set) private pure returns (uint256 weight) {
        for (uint256 i = 0; set >> i != 0; ++i) {
            if ((set >> i) & 1 == 1) weight += guardians[i].weight;
        }
    }

    function _delay(Tier[] calldata tiers, uint256 weight) private pure returns (uint256) {
        for (uint256 i = tiers.length; i > 0; --i) {
            Tier calldata tier = tiers[i - 1];
            if (weight >= tier.weight) return tier.delay;
        }
        revert NotEnoughWeight(weight, tiers[0].weight);
    }

    function _record(bytes32 digest, bytes32 guardian) private {
        _recorded[digest][guardian] = true;
        emit ApprovalRecorded(digest, guardian);
    }

    // ---- internals: accounts ----------------------------------------------------------------------------------------

    /// @dev The policy as it lies in calldata, once its hash is the account's: that the bytes are canonical, so that no
    /// offset leads out of them, was checked when it was set.
    function _open(address account, bytes calldata policy) private view returns (Policy calldata opened, uint256 word) {
        word = _accounts[account];
        if (!_isSet(word)) revert PolicyNotSet(account);
        bytes32 hash = keccak256(policy);
        if (uint256(hash) >> 72 != word >> 72) revert WrongPolicy(account, hash, bytes32(word >> 72 << 72));
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
        uint256 word = _accounts[account];
        if (!_isSet(word)) revert PolicyNotSet(account);
        emit RecoveriesCancelled(account, _raiseEpoch(account, word));
    }

    function _raiseEpoch(address account, uint256 word) private returns (uint32 epoch) {
        epoch = _next(account, _epochOf(word));
        _accounts[account] = word + (uint256(1) << 40);
    }

    function _next(address account, uint32 epoch) private pure returns (uint32) {
        if (epoch == type(uint32).max) revert EpochExhausted(account);
        return epoch + 1;
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
        uint256 previous;
        for (uint256 i = 0; i < scopes.length; ++i) {
            Scope calldata scope = scopes[i];
            (uint256 chainId, uint32 given) = (scope.chainId, scope.epoch);
            if (i != 0 && chainId <= previous) revert ScopesNotAscending(i);
            previous = chainId;
            if (chainId != block.chainid) continue;
            if (given != epoch) revert WrongEpoch(account, given, epoch);
            found = true;
        }
        if (!found) revert ChainNotInScopes(block.chainid);
    }
}
