// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

contract RotationTest is PasskeyTest {
    function assertOneCall(Execution[] memory calls, bytes memory callData) private view {
        assertEq(calls.length, 1, "calls");
        assertEq(calls[0].target, address(validator), "target");
        assertEq(calls[0].value, 0, "value");
        assertEq(calls[0].callData, callData, "call data");
    }

    /// As the recovery module makes them: in the account's name.
    function make(Execution[] memory calls) private {
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(address(account));
            (bool success,) = calls[i].target.call(calls[i].callData);
            assertTrue(success, "a call of the rotation");
        }
    }

    function rejects(bytes memory signer, bytes memory revertData) private {
        vm.expectRevert(revertData);
        validator.rotation(address(account), signer, false);
        vm.expectRevert(revertData);
        validator.rotation(address(account), signer, true);
    }

    function test_rotation_adds() public {
        Execution[] memory calls = validator.rotation(address(account), passkeySigner(newPasskey), false);
        assertOneCall(calls, abi.encodeCall(validator.addPasskey, (publicKey(newPasskey))));
        make(calls);
        assertPasskey(newPasskey, "the new passkey");
        assertPasskey(ownerPasskey, "the passkey before");
    }

    function test_rotation_replaces() public {
        add(address(account), otherPasskey);
        Execution[] memory calls = validator.rotation(address(account), passkeySigner(newPasskey), true);
        assertOneCall(calls, abi.encodeCall(validator.replacePasskeys, (publicKey(newPasskey))));
        make(calls);
        assertPasskey(newPasskey, "the new passkey");
        assertNoPasskey(ownerPasskey, "the primary passkey before");
        assertNoPasskey(otherPasskey, "the further passkey before");
    }

    /// C-34 For `add`, a key that is one already: there is nothing to do, and the module refuses to start it.
    function test_rotation_isEmpty_whenTheAddedPasskeyIsOneAlready() public {
        add(address(account), otherPasskey);
        assertEq(validator.rotation(address(account), passkeySigner(ownerPasskey), false).length, 0, "the primary one");
        assertEq(validator.rotation(address(account), passkeySigner(otherPasskey), false).length, 0, "a further one");
    }

    /// C-34 `replace` with a key that is one already is legal.
    function test_rotation_replaces_withAPasskeyThatIsOneAlready() public {
        add(address(account), newPasskey);
        Execution[] memory calls = validator.rotation(address(account), passkeySigner(newPasskey), true);
        assertOneCall(calls, abi.encodeCall(validator.replacePasskeys, (publicKey(newPasskey))));
        make(calls);
        assertStored(2, 0, keyHash(newPasskey));
        calls = validator.rotation(address(account), passkeySigner(newPasskey), true);
        make(calls);
        assertStored(3, 0, keyHash(newPasskey));
    }

    /// C-34
    function test_rotation_reverts_forKeysThatAreNone() public {
        PublicKey[] memory keys = invalidKeys();
        for (uint256 i = 0; i < keys.length; ++i) {
            rejects(
                abi.encodePacked(address(validator), keys[i].x, keys[i].y),
                abi.encodeWithSelector(PasskeyValidator.InvalidPublicKey.selector, keys[i].x, keys[i].y)
            );
        }
    }

    function test_rotation_reverts_forSignersThatAreNoPasskeys() public {
        bytes[] memory signers = new bytes[](6);
        signers[0] = "";
        signers[1] = abi.encodePacked(address(validator));
        signers[2] = keyOf(newPasskey);
        signers[3] = signerOf(address(module), newPasskey);
        signers[4] = bytes.concat(passkeySigner(newPasskey), hex"00");
        signers[5] = abi.encodePacked(address(validator), newPasskey.x, bytes31(newPasskey.y));
        for (uint256 i = 0; i < signers.length; ++i) {
            rejects(signers[i], abi.encodeWithSelector(PasskeyValidator.InvalidSigner.selector, signers[i], validator));
        }
    }

    function test_rotation_reverts_whenItIsNotInstalled() public {
        uninstall(address(account));
        rejects(
            passkeySigner(newPasskey), abi.encodeWithSelector(PasskeyValidator.PasskeysNotInstalled.selector, account)
        );
    }

    function testFuzz_rotation_makesThePasskeyAnOwner(uint256 seed, bool replaces) public {
        Passkey memory passkey = passkeyFrom(seed);
        make(validator.rotation(address(account), passkeySigner(passkey), replaces));
        assertTrue(validator.isOwner(address(account), passkeySigner(passkey)), "owner");
        assertEq(validator.isOwner(address(account), passkeySigner(ownerPasskey)), !replaces, "owner before");
    }
}
