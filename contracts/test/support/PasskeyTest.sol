// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {Fixture} from "./Fixture.sol";
import {Passkey} from "./Passkeys.sol";

/// @notice For tests of the passkey validator: keys that are none, and the word that it stores for each account,
/// `generation (48) ‖ number of further keys (16) ‖ primary key (192)`.
abstract contract PasskeyTest is Fixture {
    uint256 private constant _GENERATION_OFFSET = 208;
    uint256 private constant _FURTHER_OFFSET = 192;

    /// @dev Small coordinates of points on P-256: with them, x + p and y + p still fit into 256 bits.
    bytes32 internal constant SMALL_X = bytes32(uint256(5));
    bytes32 internal constant Y_OF_SMALL_X = 0x459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc;
    bytes32 internal constant X_OF_SMALL_Y = 0x8d0177ebab9c6e9e10db6dd095dbac0d6375e8a97b70f611875d877f0069d2c7;
    bytes32 internal constant SMALL_Y = bytes32(uint256(1));
    bytes32 internal constant Y_OF_ZERO = 0x66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4;

    bytes4 internal constant FAILURE = 0xffffffff;

    /// @dev No points on the curve, or points that are written in another way than the only allowed one.
    function invalidKeys() internal view returns (PublicKey[] memory keys) {
        keys = new PublicKey[](11);
        keys[0] = PublicKey({x: 0, y: 0});
        keys[1] = PublicKey({x: bytes32(P256_P), y: 0});
        keys[2] = PublicKey({x: 0, y: bytes32(P256_P)});
        keys[3] = PublicKey({x: bytes32(P256_P), y: bytes32(P256_P)});
        keys[4] = PublicKey({x: bytes32(uint256(SMALL_X) + P256_P), y: Y_OF_SMALL_X});
        keys[5] = PublicKey({x: X_OF_SMALL_Y, y: bytes32(uint256(SMALL_Y) + P256_P)});
        keys[6] = PublicKey({x: bytes32(P256_P), y: Y_OF_ZERO});
        keys[7] = PublicKey({x: bytes32(type(uint256).max), y: bytes32(type(uint256).max)});
        keys[8] = PublicKey({x: otherPasskey.x, y: bytes32(uint256(otherPasskey.y) ^ 1)});
        keys[9] = PublicKey({x: otherPasskey.y, y: otherPasskey.x});
        keys[10] = PublicKey({x: newPasskey.x, y: otherPasskey.y});
    }

    function passkeyFrom(uint256 seed) internal pure returns (Passkey memory passkey) {
        passkey.privateKey = bound(seed, 1, P256_N - 1);
        (uint256 x, uint256 y) = vm.publicKeyP256(passkey.privateKey);
        (passkey.x, passkey.y) = (bytes32(x), bytes32(y));
    }

    function keyOf(Passkey memory passkey) internal pure returns (bytes memory) {
        return abi.encodePacked(passkey.x, passkey.y);
    }

    // ---- in the account's name --------------------------------------------------------------------------------------

    function add(address account_, Passkey memory passkey) internal {
        vm.prank(account_);
        validator.addPasskey(publicKey(passkey));
    }

    function remove(address account_, Passkey memory passkey) internal {
        vm.prank(account_);
        validator.removePasskey(publicKey(passkey));
    }

    function replace(address account_, Passkey memory passkey) internal {
        vm.prank(account_);
        validator.replacePasskeys(publicKey(passkey));
    }

    function install(address account_, Passkey memory passkey) internal {
        vm.prank(account_);
        validator.onInstall(abi.encode(publicKey(passkey)));
    }

    function uninstall(address account_) internal {
        vm.prank(account_);
        validator.onUninstall("");
    }

    // ---- the account's keys -----------------------------------------------------------------------------------------

    function assertPasskey(Passkey memory passkey, string memory what) internal view {
        assertTrue(validator.isPasskey(address(account), publicKey(passkey)), what);
    }

    function assertNoPasskey(Passkey memory passkey, string memory what) internal view {
        assertFalse(validator.isPasskey(address(account), publicKey(passkey)), what);
    }

    /// @dev Generation, number of further keys, and primary key (nobody: 0) of `account`, as stored.
    function assertStored(uint256 generation, uint256 further, bytes32 primary) internal view {
        uint256 word = uint256(vm.load(address(validator), _slotOf(address(account))));
        assertEq(word >> _GENERATION_OFFSET, generation, "generation");
        assertEq(uint256(uint16(word >> _FURTHER_OFFSET)), further, "number of further keys");
        assertEq(uint256(uint192(word)), uint256(primary) >> 64, "primary key");
        assertEq(validator.passkeyCount(address(account)), further + (primary == 0 ? 0 : 1), "passkeyCount");
        assertEq(validator.isInitialized(address(account)), further != 0 || primary != 0, "isInitialized");
    }

    /// @dev As if the account had added so many further keys.
    function storeFurther(uint16 further) internal {
        uint256 word = uint256(vm.load(address(validator), _slotOf(address(account))));
        word &= ~(uint256(type(uint16).max) << _FURTHER_OFFSET);
        vm.store(address(validator), _slotOf(address(account)), bytes32(word | uint256(further) << _FURTHER_OFFSET));
    }

    /// @dev The next call must add this passkey to `account`.
    function expectAdded(Passkey memory passkey) internal {
        vm.expectEmit(address(validator));
        emit PasskeyValidator.PasskeyAdded(address(account), keyHash(passkey), passkey.x, passkey.y);
    }

    function _slotOf(address account_) private pure returns (bytes32) {
        return keccak256(abi.encode(account_, uint256(0)));
    }

    // ---- Merkle trees -----------------------------------------------------------------------------------------------

    /// @dev Pairs from the left; a node without a partner moves up.
    function rootOf(bytes32[] memory leaves) internal pure returns (bytes32) {
        while (leaves.length > 1) leaves = _parents(leaves);
        return leaves[0];
    }

    function proofOf(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory proof) {
        for (; leaves.length > 1; (leaves, index) = (_parents(leaves), index / 2)) {
            if (index ^ 1 < leaves.length) proof = append(proof, leaves[index ^ 1]);
        }
    }

    function append(bytes32[] memory list, bytes32 item) internal pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = item;
    }

    function _parents(bytes32[] memory nodes) private pure returns (bytes32[] memory parents) {
        parents = new bytes32[]((nodes.length + 1) / 2);
        for (uint256 i = 0; i < parents.length; ++i) {
            bool paired = 2 * i + 1 < nodes.length;
            parents[i] = paired ? merkleNode(nodes[2 * i], nodes[2 * i + 1]) : nodes[2 * i];
        }
    }
}
