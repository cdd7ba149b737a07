// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {Guardian, Policy, PolicyRules, Tier} from "../../src/Policy.sol";
import {Approval, RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {StubVerifier} from "../mocks/StubVerifier.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract SetPolicyTest is RecoveryTest {
    uint256 private constant BEFORE = 1;

    /// What every rejection here amounts to: the error, and the policy that was set before.
    function rejects(Policy memory broken, bytes4 selector, bytes memory values) private {
        rejects(abi.encode(broken), selector, values);
    }

    function rejects(bytes memory broken, bytes4 selector, bytes memory values) private {
        expectRevert(selector, values);
        vm.prank(address(account));
        module.setPolicy(broken);
        (bytes23 commitment, uint32 epoch,) = module.accountState(address(account));
        assertEq(commitment, bytes23(keccak256(policyBytes())), "commitment");
        assertEq(epoch, BEFORE, "epoch");
    }

    function accepts(Policy memory good) private {
        setPolicy(account, good);
        (bytes23 commitment,,) = module.accountState(address(account));
        assertEq(commitment, bytes23(keccak256(abi.encode(good))), "commitment");
    }

    function tiersOf(uint32 weight, uint32 delay) private pure returns (Tier[] memory tiers) {
        tiers = new Tier[](1);
        tiers[0] = Tier({weight: weight, delay: delay});
    }

    function with(address signer) private view returns (Policy memory) {
        return policyOf(address(validator), abi.encodePacked(signer), uint32(DELAY));
    }

    // ---- what it does -----------------------------------------------------------------------------------------------

    function test_setPolicy_storesCommitmentEpochAndBlock() public {
        Policy memory next = with(STRANGER);
        vm.roll(START_BLOCK + 11);
        setPolicy(account, next);
        (bytes23 commitment, uint32 epoch, uint40 blockNumber) = module.accountState(address(account));
        assertEq(commitment, bytes23(keccak256(abi.encode(next))), "commitment");
        assertEq(epoch, 2, "epoch");
        assertEq(blockNumber, START_BLOCK + 11, "block");
    }

    function test_setPolicy_emitsEachGuardianAndThePolicy() public {
        Policy memory next = policy();
        next.salt = keccak256("another salt");
        for (uint256 i = 0; i < next.guardians.length; ++i) {
            vm.expectEmit(address(module));
            emit RecoveryModule.GuardianSet(keccak256(next.guardians[i].signer), address(account));
        }
        vm.expectEmit(address(module));
        emit RecoveryModule.PolicySet(address(account), 2, abi.encode(next));
        setPolicy(account, next);
    }

    function test_setPolicy_changesNoOtherAccount() public {
        setPolicy(otherAccount, with(STRANGER));
        (bytes23 commitment, uint32 epoch,) = module.accountState(address(account));
        assertEq(commitment, bytes23(keccak256(policyBytes())), "commitment");
        assertEq(epoch, 1, "epoch");
    }

    function test_setPolicy_endsRequestsEvenWhenItIsTheSameOne() public {
        bytes32 hash = started(aRequest());
        setPolicy(account, policy());
        assertState(hash, RecoveryModule.State.Dead);
    }

    /// C-07 A guardian who approved and is removed does not count; brought back, the old approval still does not.
    function test_setPolicy_killsApprovalsOfRemovedGuardians() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.record(signerOf(alice), hash, sign(alice, hash));
        Guardian[] memory without = new Guardian[](1);
        without[0] = Guardian({signer: signerOf(bob), weight: 1});
        setPolicy(account, policyOf(address(validator), without, tiersOf(1, uint32(DELAY))));
        setPolicy(account, policy());

        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 3));
        module.start(policyBytes(), request, both(approval(policy(), signerOf(alice), ""), _approval(hash)));

        Request memory next = aRequest();
        bytes32 nextHash = hashOf(next);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(nextHash, hashOf(alice)));
        module.start(policyBytes(), next, only(approval(policy(), signerOf(alice), "")));
    }

    /// C-08 Needing less weight does not help a request that was approved under the old policy.
    function test_setPolicy_lowerThresholdDoesNotReviveOldApprovals() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        Policy memory lower = policy();
        lower.tiers[0].weight = 1;
        setPolicy(account, lower);
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
        module.start(abi.encode(lower), request, approvedBy(hash, alice));
    }

    function test_setPolicy_reverts_whenEpochIsAtItsEnd() public {
        storeEpoch(address(account), type(uint32).max);
        expectRevert(RecoveryModule.EpochExhausted.selector, abi.encode(account));
        vm.prank(address(account));
        module.setPolicy(policyBytes());
    }

    function test_setPolicy_reachesTheLastEpoch() public {
        storeEpoch(address(account), type(uint32).max - 1);
        setPolicy(account, policy());
        assertEq(epochOf(address(account)), type(uint32).max, "epoch");
    }

    // ---- encoding ---------------------------------------------------------------------------------------------------

    function test_setPolicy_reverts_whenBytesFollow() public {
        bytes memory longer = abi.encodePacked(policyBytes(), uint8(0));
        rejects(
            longer, RecoveryModule.PolicyNotCanonical.selector, abi.encode(keccak256(longer), keccak256(policyBytes()))
        );
    }

    /// C-23 Guardians and tiers share bytes, or lie elsewhere: another encoding of a good policy is none.
    function test_setPolicy_reverts_whenAnOffsetIsMoved() public {
        bytes memory moved = abi.encodePacked(uint256(0x40), uint256(0), _tail(policyBytes()));
        rejects(
            moved, RecoveryModule.PolicyNotCanonical.selector, abi.encode(keccak256(moved), keccak256(policyBytes()))
        );
    }

    function test_setPolicy_reverts_whenBytesAreNoPolicy(bytes calldata garbage) public {
        vm.prank(address(account));
        (bool success,) = address(module).call(abi.encodeCall(module.setPolicy, (garbage)));
        assertFalse(success, "garbage was accepted");
    }

    /// C-23 Any one byte of a policy changed: either it is refused, or it is another policy in its only encoding.
    function test_setPolicy_acceptsOnlyCanonicalBytes(uint256 position, bytes1 flip) public {
        vm.assume(flip != 0);
        bytes memory changed = policyBytes();
        position = bound(position, 0, changed.length - 1);
        changed[position] ^= flip;
        vm.prank(address(account));
        (bool success,) = address(module).call(abi.encodeCall(module.setPolicy, (changed)));
        if (success) assertEq(abi.encode(abi.decode(changed, (Policy))), changed, "canonical");
    }

    // ---- guardians --------------------------------------------------------------------------------------------------

    /// C-01
    function test_setPolicy_reverts_whenThereIsNoGuardian() public {
        Policy memory broken = policyOf(address(validator), new Guardian[](0), tiersOf(1, 0));
        rejects(broken, PolicyRules.NoGuardians.selector, "");
    }

    /// C-01
    function test_setPolicy_reverts_whenThereAre17Guardians() public {
        Policy memory broken = policyOf(address(validator), strangers(17), tiersOf(1, 0));
        rejects(broken, PolicyRules.TooManyGuardians.selector, abi.encode(17, 16));
    }

    /// C-01
    function test_setPolicy_accepts16GuardiansAndATierOfAllWeight() public {
        accepts(policyOf(address(validator), strangers(16), tiersOf(48, 0)));
    }

    function test_setPolicy_acceptsTheGreatestWeights() public {
        Policy memory heavy = policyOf(address(validator), strangers(16), tiersOf(16 * uint32(type(uint16).max), 0));
        for (uint256 i = 0; i < 16; ++i) {
            heavy.guardians[i].weight = type(uint16).max;
        }
        accepts(heavy);
    }

    function test_setPolicy_reverts_whenAWeightIsZero() public {
        Policy memory broken = policy();
        broken.guardians[2].weight = 0;
        rejects(broken, PolicyRules.ZeroWeight.selector, abi.encode(2));
    }

    function test_setPolicy_reverts_whenGuardiansAreOutOfOrder() public {
        Policy memory broken = policy();
        (broken.guardians[0], broken.guardians[1]) = (broken.guardians[1], broken.guardians[0]);
        rejects(broken, PolicyRules.GuardiansNotAscending.selector, abi.encode(1));
    }

    /// C-05 One guardian listed twice would count twice.
    function test_setPolicy_reverts_whenAGuardianIsThereTwice() public {
        Policy memory broken = policy();
        broken.guardians[2] = broken.guardians[1];
        rejects(broken, PolicyRules.GuardiansNotAscending.selector, abi.encode(2));
    }

    function test_setPolicy_reverts_whenASignerIsShorterThanAnAddress() public {
        for (uint256 length = 0; length < 20; ++length) {
            Policy memory broken = policyOf(address(validator), new bytes(length), uint32(DELAY));
            rejects(broken, PolicyRules.InvalidSignerLength.selector, abi.encode(0, length));
        }
    }

    /// C-04
    function test_setPolicy_reverts_whenAGuardianIsAForbiddenAddress() public {
        address[11] memory forbidden = [
            address(0),
            address(1),
            address(0x100),
            address(0xffff),
            address(account),
            address(module),
            address(validator),
            0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789,
            address(ERC4337Utils.ENTRYPOINT_V07),
            address(ERC4337Utils.ENTRYPOINT_V08),
            address(ERC4337Utils.ENTRYPOINT_V09)
        ];
        for (uint256 i = 0; i < forbidden.length; ++i) {
            rejects(with(forbidden[i]), PolicyRules.ForbiddenGuardian.selector, abi.encode(0, forbidden[i]));
        }
    }

    function test_setPolicy_acceptsTheFirstAddressThatIsNotReserved() public {
        accepts(with(address(0x10000)));
    }

    /// C-04 A verifier (an attester's registry) cannot be a guardian beside the keys that it verifies.
    function test_setPolicy_reverts_whenAGuardianIsAVerifierOfThePolicy() public {
        StubVerifier verifier = new StubVerifier();
        Guardian[] memory guardians = new Guardian[](2);
        guardians[0] = Guardian({signer: abi.encodePacked(verifier, "key"), weight: 1});
        guardians[1] = Guardian({signer: abi.encodePacked(verifier), weight: 1});
        Policy memory broken = policyOf(address(validator), guardians, tiersOf(1, 0));
        uint256 index = indexOf(broken, abi.encodePacked(verifier));
        rejects(broken, PolicyRules.ForbiddenGuardian.selector, abi.encode(index, verifier));
    }

    /// C-04 The account would vouch for itself, through a fallback handler of its choice.
    function test_setPolicy_reverts_whenAVerifierIsTheAccountOrTheModule() public {
        address[2] memory verifiers = [address(account), address(module)];
        for (uint256 i = 0; i < 2; ++i) {
            Policy memory broken = policyOf(address(validator), abi.encodePacked(verifiers[i], "key"), uint32(DELAY));
            rejects(broken, PolicyRules.ForbiddenGuardian.selector, abi.encode(0, verifiers[i]));
        }
    }

    function test_setPolicy_reverts_whenAVerifierHasNoCode() public {
        Policy memory broken = policyOf(address(validator), abi.encodePacked(STRANGER, "k"), uint32(DELAY));
        rejects(broken, PolicyRules.VerifierWithoutCode.selector, abi.encode(0, STRANGER));
    }

    function test_setPolicy_reverts_whenAPasskeyIsNoPoint() public {
        bytes32[2][4] memory bad = [
            [bytes32(0), bytes32(0)],
            [newPasskey.x, bytes32(uint256(newPasskey.y) ^ 1)],
            [bytes32(P256_P), newPasskey.y],
            [newPasskey.x, bytes32(type(uint256).max)]
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            bytes memory key = abi.encodePacked(bad[i][0], bad[i][1]);
            Policy memory broken = policyOf(address(validator), abi.encodePacked(validator, key), uint32(DELAY));
            rejects(broken, PolicyRules.InvalidGuardianKey.selector, abi.encode(0, key));
        }
    }

    function test_setPolicy_acceptsAPasskey() public {
        accepts(policyOf(address(validator), passkeySigner(otherPasskey), uint32(DELAY)));
    }

    function test_setPolicy_acceptsKeysOfAnyOtherLength() public {
        StubVerifier verifier = new StubVerifier();
        uint256[4] memory lengths = [uint256(1), 63, 65, 300];
        for (uint256 i = 0; i < lengths.length; ++i) {
            accepts(policyOf(address(validator), abi.encodePacked(verifier, new bytes(lengths[i])), uint32(DELAY)));
        }
    }

    /// C-05 One passkey behind two verifiers is one guardian.
    function test_setPolicy_reverts_whenOnePasskeyIsBehindTwoVerifiers() public {
        Guardian[] memory guardians = new Guardian[](2);
        guardians[0] = Guardian({signer: passkeySigner(otherPasskey), weight: 1});
        guardians[1] = Guardian({signer: signerOf(address(new StubVerifier()), otherPasskey), weight: 1});
        Policy memory broken = policyOf(address(validator), guardians, tiersOf(1, 0));
        rejects(broken, PolicyRules.SameKeyTwice.selector, abi.encode(1, 0));
    }

    // ---- tiers, window, rotator -------------------------------------------------------------------------------------

    function test_setPolicy_reverts_whenThereIsNoTier() public {
        Policy memory broken = policy();
        broken.tiers = new Tier[](0);
        rejects(broken, PolicyRules.NoTiers.selector, "");
    }

    function test_setPolicy_reverts_whenThereAre5Tiers() public {
        Policy memory broken = policy();
        broken.tiers = new Tier[](5);
        rejects(broken, PolicyRules.TooManyTiers.selector, abi.encode(5, 4));
    }

    function test_setPolicy_accepts4Tiers() public {
        Policy memory four = policy();
        four.tiers = new Tier[](4);
        for (uint32 i = 0; i < 4; ++i) {
            four.tiers[i] = Tier({weight: i + 1, delay: 4 - i});
        }
        accepts(four);
    }

    /// C-01
    function test_setPolicy_reverts_whenTheFirstTierIsOfWeightZero() public {
        Policy memory broken = policy();
        broken.tiers[0].weight = 0;
        rejects(broken, PolicyRules.ZeroTierWeight.selector, abi.encode(0));
    }

    /// C-01
    function test_setPolicy_reverts_whenATierIsAboveTheTotalWeight() public {
        Policy memory broken = policy();
        broken.tiers[2].weight = 7;
        rejects(broken, PolicyRules.TierOutOfReach.selector, abi.encode(2, 7, 6));
    }

    function test_setPolicy_reverts_whenTierWeightsDoNotRise() public {
        Policy memory broken = policy();
        broken.tiers[1].weight = broken.tiers[0].weight;
        rejects(broken, PolicyRules.TierWeightsNotAscending.selector, abi.encode(1));
    }

    function test_setPolicy_reverts_whenTierDelaysDoNotFall() public {
        Policy memory broken = policy();
        broken.tiers[1].delay = broken.tiers[0].delay;
        rejects(broken, PolicyRules.TierDelaysNotDescending.selector, abi.encode(1));
    }

    /// C-38
    function test_setPolicy_acceptsDelaysFromZeroTo30Days() public {
        Policy memory good = policy();
        good.tiers[0].delay = 30 days;
        good.tiers[2].delay = 0;
        accepts(good);
    }

    /// C-38
    function test_setPolicy_reverts_whenADelayIsLongerThan30Days(uint32 delay) public {
        delay = uint32(bound(delay, 30 days + 1, type(uint32).max));
        Policy memory broken = policy();
        broken.tiers[0].delay = delay;
        rejects(broken, PolicyRules.DelayTooLong.selector, abi.encode(0, delay, 30 days));
    }

    /// C-38 A number that does not fit its type is not cut off.
    function test_setPolicy_reverts_whenADelayOverflows() public {
        bytes memory broken = policyBytes();
        uint256 position = _find(broken, bytes32(DELAY));
        broken[position + 27] = 0x01;
        expectRevertOfAnyKind(broken);
    }

    /// C-38
    function test_setPolicy_acceptsWindowsFrom2To30Days(uint16 windowHours) public {
        Policy memory good = policy();
        good.windowHours = uint16(bound(windowHours, 48, 720));
        accepts(good);
    }

    /// C-38
    function test_setPolicy_reverts_whenTheWindowIsShorterThan2DaysOrLongerThan30(uint16 windowHours) public {
        vm.assume(windowHours < 48 || windowHours > 720);
        Policy memory broken = policy();
        broken.windowHours = windowHours;
        rejects(broken, PolicyRules.InvalidWindow.selector, abi.encode(windowHours, 48, 720));
    }

    function test_setPolicy_reverts_atTheEdgesOfTheWindow() public {
        Policy memory broken = policy();
        broken.windowHours = 47;
        rejects(broken, PolicyRules.InvalidWindow.selector, abi.encode(47, 48, 720));
        broken.windowHours = 721;
        rejects(broken, PolicyRules.InvalidWindow.selector, abi.encode(721, 48, 720));
    }

    function test_setPolicy_reverts_whenTheRotatorHasNoCode() public {
        Policy memory broken = policy();
        broken.rotator = STRANGER;
        rejects(broken, PolicyRules.RotatorWithoutCode.selector, abi.encode(STRANGER));
    }

    /// Tiers are accepted if and only if they follow the rules, written down here a second time.
    function test_setPolicy_acceptsExactlyGoodTiers(uint8[8] calldata fuzzed, uint256 count) public {
        Policy memory one = policy();
        one.tiers = new Tier[](bound(count, 0, 5));
        bool good = one.tiers.length > 0 && one.tiers.length < 5;
        for (uint256 i = 0; i < one.tiers.length && i < 4; ++i) {
            one.tiers[i] = Tier({weight: fuzzed[2 * i] % 8, delay: uint32(fuzzed[2 * i + 1] % 8) * 5 days});
            good = good && one.tiers[i].weight > 0 && one.tiers[i].weight <= 6 && one.tiers[i].delay <= 30 days;
            if (i > 0) {
                good = good && one.tiers[i].weight > one.tiers[i - 1].weight;
                good = good && one.tiers[i].delay < one.tiers[i - 1].delay;
            }
        }
        vm.prank(address(account));
        (bool success,) = address(module).call(abi.encodeCall(module.setPolicy, (abi.encode(one))));
        assertEq(success, good, "accepted");
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    function expectRevertOfAnyKind(bytes memory broken) private {
        vm.expectRevert();
        vm.prank(address(account));
        module.setPolicy(broken);
    }

    function _approval(bytes32 hash) private view returns (Approval memory) {
        return approval(policy(), signerOf(bob), sign(bob, hash));
    }

    /// Without the first word, the offset.
    function _tail(bytes memory encoded) private pure returns (bytes memory tail) {
        tail = new bytes(encoded.length - 32);
        for (uint256 i = 0; i < tail.length; ++i) {
            tail[i] = encoded[i + 32];
        }
    }

    function _find(bytes memory data, bytes32 word) private pure returns (uint256) {
        for (uint256 i = 0; i + 32 <= data.length; i += 32) {
            bytes32 candidate;
            assembly ("memory-safe") {
                candidate := mload(add(add(data, 0x20), i))
            }
            if (candidate == word) return i;
        }
        revert("no such word");
    }
}
