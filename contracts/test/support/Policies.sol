// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Guardian, Policy, Tier} from "../../src/Policy.sol";
import {Approval} from "../../src/RecoveryModule.sol";
import {Test} from "./Test.sol";

/// @notice A key pair on secp256k1: an EOA, or what a passphrase gives.
struct Wallet {
    address addr;
    uint256 privateKey;
}

/// @notice Policies, guardians and their signatures. The default policy: alice counts 1, bob 2, carol 3; a weight of 2
/// waits 72 hours, 4 waits 24 hours, 6 does not wait; the window is 49 hours.
abstract contract Policies is Test {
    bytes32 internal constant SALT = keccak256("salt of the default policy");
    uint16 internal constant WINDOW_HOURS = 49;
    uint256 internal constant WINDOW = 49 hours;
    uint256 internal constant DELAY = 72 hours;
    uint256 internal constant SHORT_DELAY = 24 hours;

    Wallet internal alice = walletOf("alice");
    Wallet internal bob = walletOf("bob");
    Wallet internal carol = walletOf("carol");

    /// @dev The same name gives the same wallet.
    function walletOf(string memory name) internal returns (Wallet memory wallet) {
        wallet.privateKey = uint256(keccak256(bytes(name))) >> 1;
        wallet.addr = vm.addr(wallet.privateKey);
        vm.label(wallet.addr, name);
    }

    function defaultPolicy(address rotator) internal view returns (Policy memory) {
        Guardian[] memory guardians = new Guardian[](3);
        guardians[0] = Guardian({signer: signerOf(alice), weight: 1});
        guardians[1] = Guardian({signer: signerOf(bob), weight: 2});
        guardians[2] = Guardian({signer: signerOf(carol), weight: 3});
        Tier[] memory tiers = new Tier[](3);
        tiers[0] = Tier({weight: 2, delay: uint32(DELAY)});
        tiers[1] = Tier({weight: 4, delay: uint32(SHORT_DELAY)});
        tiers[2] = Tier({weight: 6, delay: 0});
        return policyOf(rotator, guardians, tiers);
    }

    /// @dev One guardian, who alone reaches the only tier.
    function policyOf(address rotator, bytes memory signer, uint32 delay) internal pure returns (Policy memory) {
        Guardian[] memory guardians = new Guardian[](1);
        guardians[0] = Guardian({signer: signer, weight: 2});
        Tier[] memory tiers = new Tier[](1);
        tiers[0] = Tier({weight: 2, delay: delay});
        return policyOf(rotator, guardians, tiers);
    }

    function policyOf(address rotator, Guardian[] memory guardians, Tier[] memory tiers)
        internal
        pure
        returns (Policy memory)
    {
        return Policy({
            salt: SALT, guardians: sorted(guardians), tiers: tiers, windowHours: WINDOW_HOURS, rotator: rotator
        });
    }

    /// @dev `count` guardians of weight 3 without any key, for policies that nobody signs for.
    function strangers(uint256 count) internal pure returns (Guardian[] memory guardians) {
        guardians = new Guardian[](count);
        for (uint256 i = 0; i < count; ++i) {
            address signer = address(uint160(uint256(keccak256(abi.encode("stranger", i)))));
            guardians[i] = Guardian({signer: abi.encodePacked(signer), weight: 3});
        }
        return sorted(guardians);
    }

    function signerOf(Wallet memory wallet) internal pure returns (bytes memory) {
        return abi.encodePacked(wallet.addr);
    }

    function hashOf(Wallet memory wallet) internal pure returns (bytes32) {
        return keccak256(signerOf(wallet));
    }

    /// @dev By keccak256(signer), ascending.
    function sorted(Guardian[] memory guardians) internal pure returns (Guardian[] memory) {
        for (uint256 i = 1; i < guardians.length; ++i) {
            for (uint256 j = i; j > 0; --j) {
                if (keccak256(guardians[j].signer) > keccak256(guardians[j - 1].signer)) break;
                (guardians[j], guardians[j - 1]) = (guardians[j - 1], guardians[j]);
            }
        }
        return guardians;
    }

    function indexOf(Policy memory policy, bytes memory signer) internal pure returns (uint8) {
        for (uint8 i = 0; i < policy.guardians.length; ++i) {
            if (keccak256(policy.guardians[i].signer) == keccak256(signer)) return i;
        }
        assertTrue(false, "indexOf: no such guardian");
        return type(uint8).max;
    }

    function indexOf(Policy memory policy, Wallet memory wallet) internal pure returns (uint8) {
        return indexOf(policy, signerOf(wallet));
    }

    /// @dev The guardian's bit in a set of approvers.
    function bitOf(Policy memory policy, Wallet memory wallet) internal pure returns (uint16) {
        return uint16(1) << indexOf(policy, wallet);
    }

    // ---- approvals --------------------------------------------------------------------------------------------------

    function sign(Wallet memory wallet, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(wallet.privateKey, digest);
        return abi.encodePacked(r, s, v);
    }

    function noApprovals() internal pure returns (Approval[] memory) {
        return new Approval[](0);
    }

    function approval(Policy memory policy, bytes memory signer, bytes memory signature)
        internal
        pure
        returns (Approval memory)
    {
        return Approval({guardian: indexOf(policy, signer), signature: signature});
    }

    /// @dev A list of one.
    function only(Approval memory a) internal pure returns (Approval[] memory approvals) {
        approvals = new Approval[](1);
        approvals[0] = a;
    }

    /// @dev In the order of their guardians.
    function both(Approval memory a, Approval memory b) internal pure returns (Approval[] memory approvals) {
        approvals = new Approval[](2);
        (approvals[0], approvals[1]) = a.guardian < b.guardian ? (a, b) : (b, a);
    }

    function approvedBy(Policy memory policy, bytes32 digest, Wallet memory a)
        internal
        pure
        returns (Approval[] memory)
    {
        return only(approval(policy, signerOf(a), sign(a, digest)));
    }

    function approvedBy(Policy memory policy, bytes32 digest, Wallet memory a, Wallet memory b)
        internal
        pure
        returns (Approval[] memory)
    {
        return both(approval(policy, signerOf(a), sign(a, digest)), approval(policy, signerOf(b), sign(b, digest)));
    }

    /// @dev By these wallets, in the order of the policy's guardians.
    function approvedBy(Policy memory policy, bytes32 digest, Wallet[] memory wallets)
        internal
        pure
        returns (Approval[] memory approvals)
    {
        approvals = new Approval[](wallets.length);
        for (uint256 i = 0; i < wallets.length; ++i) {
            approvals[i] = approval(policy, signerOf(wallets[i]), sign(wallets[i], digest));
            for (uint256 j = i; j > 0 && approvals[j].guardian < approvals[j - 1].guardian; --j) {
                (approvals[j], approvals[j - 1]) = (approvals[j - 1], approvals[j]);
            }
        }
    }

    /// @dev alice, bob and carol: no delay by the default policy.
    function approvedByAll(Policy memory policy, bytes32 digest) internal view returns (Approval[] memory) {
        Wallet[] memory wallets = new Wallet[](3);
        (wallets[0], wallets[1], wallets[2]) = (alice, bob, carol);
        return approvedBy(policy, digest, wallets);
    }
}
