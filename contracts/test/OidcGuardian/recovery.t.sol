// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Guardian, Policy} from "../../src/Policy.sol";
import {Approval, RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {OidcGuardian} from "../../src/guardians/OidcGuardian.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";
import {RsaKeys} from "../support/RsaKeys.sol";
import {RsaKey, Tokens} from "../support/Tokens.sol";

/// @dev What a token does in a recovery. Its guardian stands in carol's place, with a weight of 3: alone it waits 72 hours,
/// twice it would not wait.
contract RecoveryByTokenTest is RecoveryTest, RsaKeys {
    address private constant ADMIN = address(0xad);
    address private constant PUBLISHER = address(0x9b);
    address private constant REVOKER = address(0x4e);
    bytes32 private immutable issuer = keccak256(bytes(Tokens.ISSUER));

    OidcGuardian private guardian;
    RsaKey private key;
    bytes private signer;

    function setUp() public override {
        super.setUp();
        guardian = new OidcGuardian(ADMIN, PUBLISHER);
        vm.prank(ADMIN);
        guardian.addRole(REVOKER, Roles.Role.Revoker);
        vm.warp(START_TIME + 7 days);
        key = keyOf("issuer");
        publish(key);
        vm.warp(START_TIME + 8 days);
        bytes32 commitment =
            guardian.commitment(issuer, keccak256(bytes(Tokens.CLIENT)), keccak256(bytes(Tokens.SUBJECT)), SALT);
        signer = abi.encodePacked(guardian, bytes8(issuer), commitment);
        setPolicy(account, mixedPolicy());
    }

    function publish(RsaKey memory key_) private {
        vm.prank(PUBLISHER);
        guardian.publish(Tokens.ISSUER, key_.modulus, bytes(Tokens.HEADER), 0);
    }

    function mixedPolicy() private view returns (Policy memory mixed) {
        mixed = policy();
        mixed.guardians[indexOf(mixed, carol)] = Guardian({signer: signer, weight: 3});
        mixed.guardians = sorted(mixed.guardians);
    }

    /// @dev What somebody hands in who signs in now for this hash.
    function tokenFor(bytes32 hash, RsaKey memory key_) private view returns (bytes memory) {
        string memory payload = Tokens.payload(Tokens.good(hash, block.timestamp));
        bytes memory rsa = Tokens.sign(key_, Tokens.HEADER, payload);
        return abi.encodePacked(label(key_, 0), SALT, Tokens.sent(payload), rsa);
    }

    function byToken(bytes memory token) private view returns (Approval[] memory) {
        return only(approval(mixedPolicy(), signer, token));
    }

    function start(Request memory request, Approval[] memory approvals) private {
        module.start(abi.encode(mixedPolicy()), request, approvals);
    }

    function startsNot(Request memory request, bytes memory token) private {
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hashOf(request), keccak256(signer)));
        start(request, byToken(token));
    }

    function test_token_approves() public {
        Request memory request = aRequest();
        start(request, byToken(tokenFor(hashOf(request), key)));
        vm.warp(block.timestamp + DELAY);
        module.execute(request, acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "the new key");
        assertFalse(isOwner(passkeySigner(ownerPasskey)), "the old key");
    }

    // ---- for what ---------------------------------------------------------------------------------------------------

    /// J-21 A token for account B, chain 2, another new key, another epoch, deadline or kind of request, or another module's
    /// request is none for this one. Who sends it is not said in it, and no matter.
    function test_token_approvesNoOtherRequest() public {
        Request memory request = aRequest();
        Request[6] memory others;
        for (uint256 i = 0; i < others.length; ++i) {
            others[i] = copyOf(request);
        }
        others[0].account = address(otherAccount);
        others[1].scopes = scopeOf(CHAIN_ID + 1, 9);
        others[2].newSigner = passkeySigner(otherPasskey);
        others[3].scopes[1].epoch += 1;
        others[4].deadline += 1;
        others[5].replace = false;
        for (uint256 i = 0; i < others.length; ++i) {
            startsNot(request, tokenFor(hashOf(others[i]), key));
        }
        startsNot(request, tokenFor(requestHashOf(STRANGER, request), key));
        bytes memory token = tokenFor(hashOf(request), key);
        vm.prank(STRANGER);
        start(request, byToken(token));
    }

    /// J-21 Its own request counts on no other chain, by no other module, in no other epoch, and not after its deadline.
    function test_token_approvesNothingElsewhere() public {
        Request memory request = aRequest();
        request.deadline = uint40(block.timestamp + 30 minutes);
        Approval[] memory approvals = byToken(tokenFor(hashOf(request), key));

        vm.chainId(CHAIN_ID + 2);
        expectRevert(RecoveryModule.ChainNotInScopes.selector, abi.encode(CHAIN_ID + 2));
        start(request, approvals);
        vm.chainId(CHAIN_ID);

        bytes memory mixed = abi.encode(mixedPolicy());
        RecoveryModule another = RecoveryModule(vm.deployCode("RecoveryModule.sol:RecoveryModule"));
        vm.startPrank(address(account));
        another.setPolicy(mixed);
        another.setPolicy(mixed);
        vm.stopPrank();
        bytes32 there = requestHashOf(address(another), request);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(there, keccak256(signer)));
        another.start(mixed, request, approvals);

        uint256 snapshot = vm.snapshotState();
        setPolicy(account, mixedPolicy());
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 2, 3));
        start(request, approvals);
        vm.revertToState(snapshot);

        vm.warp(request.deadline + 1);
        expectRevert(RecoveryModule.DeadlinePassed.selector, abi.encode(request.deadline, request.deadline + 1));
        start(request, approvals);
        vm.warp(request.deadline);
        start(request, approvals);
    }

    // ---- how often --------------------------------------------------------------------------------------------------

    /// J-22 Sent twice at once it is refused; sent again, or recorded and sent, it counts once.
    function test_token_countsOnceInARequest() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes memory token = tokenFor(hash, key);
        Approval memory one = approval(mixedPolicy(), signer, token);
        expectRevert(RecoveryModule.ApprovalsNotAscending.selector, abi.encode(1));
        start(request, both(one, one));

        uint40 ready = uint40(block.timestamp + DELAY);
        start(request, only(one));
        module.record(signer, hash, token);
        vm.recordLogs();
        start(request, only(one));
        start(request, byToken(""));
        assertEq(vm.getRecordedLogs().length, 0, "logs");
        assertEq(readyOf(hash), ready, "ready");
        assertEq(module.recoveryOf(address(account), hash).approvers, 1 << one.guardian, "approvers");
        bytes memory acceptance = acceptanceOf(request);
        expectRevert(RecoveryModule.NotReady.selector, abi.encode(hash, ready, block.timestamp));
        module.recover(abi.encode(mixedPolicy()), request, only(one), acceptance);
    }

    /// J-22 What has started one request starts no second one, not even after the first is over.
    function test_token_countsForOneOfTwoRequests() public {
        Request memory first = aRequest();
        bytes memory token = tokenFor(hashOf(first), key);
        start(first, byToken(token));
        Request memory second = aRequest();
        second.newSigner = passkeySigner(otherPasskey);
        startsNot(second, token);
        vm.prank(address(account));
        module.cancel();
        startsNot(aRequest(), token);
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 2, 3));
        start(first, byToken(token));
    }

    /// J-22 On a second chain it counts if the request lists that chain, and else not.
    function test_token_countsOnTheChainsOfItsRequest() public {
        Request[2] memory requests = [aRequest(), aRequest()];
        requests[1].scopes = scopeOf(CHAIN_ID, 2);
        for (uint256 i = 0; i < 2; ++i) {
            Approval[] memory approvals = byToken(tokenFor(hashOf(requests[i]), key));
            uint256 snapshot = vm.snapshotState();
            start(requests[i], approvals);
            vm.revertToState(snapshot);
            vm.chainId(CHAIN_ID + 1);
            storeEpoch(address(account), 9);
            if (i == 1) expectRevert(RecoveryModule.ChainNotInScopes.selector, abi.encode(CHAIN_ID + 1));
            start(requests[i], approvals);
            vm.revertToState(snapshot);
            vm.chainId(CHAIN_ID);
        }
    }

    /// J-24 Whoever copies the token from the mempool and comes first does what its owner wanted; with any other request,
    /// least of all one for his own key, it is worth nothing. The owner's transaction, later, is no error.
    function test_token_servesACopierForNothingElse() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes memory token = tokenFor(hash, key);
        vm.startPrank(STRANGER);
        Request memory his = copyOf(request);
        his.newSigner = passkeySigner(otherPasskey);
        startsNot(his, token);
        his = copyOf(request);
        his.replace = false;
        startsNot(his, token);
        uint256 snapshot = vm.snapshotState();
        vm.stopPrank();
        start(request, byToken(token));
        bytes32 wanted = keccak256(abi.encode(module.recoveryOf(address(account), hash)));
        vm.revertToState(snapshot);
        vm.prank(STRANGER);
        start(request, byToken(token));
        assertEq(keccak256(abi.encode(module.recoveryOf(address(account), hash))), wanted, "what it does");
        start(request, byToken(token));
        vm.warp(block.timestamp + DELAY);
        bytes memory acceptance = acceptanceOf(request, otherPasskey);
        expectRevert(RecoveryModule.NotAccepted.selector, abi.encode(hash, request.newSigner));
        module.execute(request, acceptance);
        module.execute(request, acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "the owner's new key");
        assertFalse(isOwner(passkeySigner(otherPasskey)), "the copier's key");
    }

    // ---- keys that end ----------------------------------------------------------------------------------------------

    /// K-03 While the issuer is suspended anybody ends what a token of a removed key has started; what was recorded does
    /// not count; no new token does, by whatever key.
    function test_token_ofARemovedKey_endsWithIt() public {
        RsaKey memory next = keyOf("other");
        publish(next);
        vm.warp(block.timestamp + 24 hours);
        Request memory pending = aRequest();
        Request memory recorded = anAddition();
        start(pending, byToken(tokenFor(hashOf(pending), key)));
        module.record(signer, hashOf(recorded), tokenFor(hashOf(recorded), key));
        vm.prank(REVOKER);
        guardian.revoke(issuer, keccak256(key.modulus));

        uint8 index = indexOf(mixedPolicy(), signer);
        expectRevert(RecoveryModule.GuardianSuspended.selector, abi.encode(index));
        start(recorded, byToken(""));
        startsNot(recorded, tokenFor(hashOf(recorded), key));
        startsNot(recorded, tokenFor(hashOf(recorded), next));
        // Nor does more weight help what it has started.
        Approval[] memory more = approvedBy(mixedPolicy(), hashOf(pending), bob);
        expectRevert(RecoveryModule.GuardianSuspended.selector, abi.encode(index));
        start(pending, more);
        vm.prank(STRANGER);
        module.invalidate(address(account), abi.encode(mixedPolicy()), hashOf(pending), index);
        assertState(hashOf(pending), RecoveryModule.State.Dead);

        vm.warp(block.timestamp + 72 hours + 1);
        startsNot(recorded, tokenFor(hashOf(recorded), key));
        assertState(hashOf(pending), RecoveryModule.State.Dead);
        start(recorded, byToken(tokenFor(hashOf(recorded), next)));
    }

    /// K-09 The issuer signs with a key that nobody has published: other guardians recover the account all the same.
    function test_token_ofAKeyThatIsNotPublished_isNotNeeded() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes memory token = tokenFor(hash, keyOf("other"));
        startsNot(request, token);
        start(request, approvedBy(mixedPolicy(), hash, alice, bob));
        vm.warp(readyOf(hash));
        module.execute(request, acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "the new key");
    }
}
