// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

contract RemovePasskeyTest is PasskeyTest {
    function test_removePasskey_endsAFurtherOne() public {
        add(address(account), newPasskey);
        add(address(account), otherPasskey);
        vm.expectEmit(address(validator));
        emit PasskeyValidator.PasskeyRemoved(address(account), keyHash(newPasskey));
        remove(address(account), newPasskey);
        assertNoPasskey(newPasskey, "the removed passkey");
        assertPasskey(ownerPasskey, "the primary passkey");
        assertPasskey(otherPasskey, "the other further passkey");
        assertStored(1, 1, keyHash(ownerPasskey));
    }

    /// Raising the generation here would end the further keys.
    function test_removePasskey_keepsTheGeneration_whenThePrimaryOneEnds() public {
        add(address(account), newPasskey);
        add(address(account), otherPasskey);
        vm.expectEmit(address(validator));
        emit PasskeyValidator.PasskeyRemoved(address(account), keyHash(ownerPasskey));
        remove(address(account), ownerPasskey);
        assertNoPasskey(ownerPasskey, "the removed passkey");
        assertPasskey(newPasskey, "a further passkey");
        assertPasskey(otherPasskey, "the other further passkey");
        assertStored(1, 2, 0);
    }

    function test_removePasskey_reverts_forTheLastOne() public {
        expectRevert(PasskeyValidator.LastPasskey.selector, abi.encode(account, keyHash(ownerPasskey)));
        remove(address(account), ownerPasskey);
        assertStored(1, 0, keyHash(ownerPasskey));
    }

    function test_removePasskey_reverts_forTheLastOne_whenItIsAFurtherOne() public {
        add(address(account), newPasskey);
        remove(address(account), ownerPasskey);
        expectRevert(PasskeyValidator.LastPasskey.selector, abi.encode(account, keyHash(newPasskey)));
        remove(address(account), newPasskey);
        assertStored(1, 1, 0);
    }

    function test_removePasskey_reverts_whenThePasskeyIsNone() public {
        add(address(account), newPasskey);
        expectRevert(PasskeyValidator.PasskeyUnknown.selector, abi.encode(account, keyHash(otherPasskey)));
        remove(address(account), otherPasskey);
        remove(address(account), newPasskey);
        expectRevert(PasskeyValidator.PasskeyUnknown.selector, abi.encode(account, keyHash(newPasskey)));
        remove(address(account), newPasskey);
    }

    /// A passkey that `replacePasskeys` ended is none: it must not lower the number of further ones.
    function test_removePasskey_reverts_forOnesOfAnEarlierGeneration() public {
        add(address(account), newPasskey);
        replace(address(account), otherPasskey);
        expectRevert(PasskeyValidator.PasskeyUnknown.selector, abi.encode(account, keyHash(newPasskey)));
        remove(address(account), newPasskey);
        assertStored(2, 0, keyHash(otherPasskey));
    }

    function test_removePasskey_reverts_whenItIsNotInstalled() public {
        uninstall(address(account));
        expectRevert(PasskeyValidator.PasskeyUnknown.selector, abi.encode(account, keyHash(ownerPasskey)));
        remove(address(account), ownerPasskey);
    }

    /// A key that is stored under one account is nothing to another caller.
    function test_removePasskey_reverts_forStrangers() public {
        add(address(account), newPasskey);
        expectRevert(PasskeyValidator.PasskeyUnknown.selector, abi.encode(address(this), keyHash(newPasskey)));
        validator.removePasskey(publicKey(newPasskey));
        assertStored(1, 1, keyHash(ownerPasskey));
    }

    function test_removePasskey_endsSignatures() public {
        add(address(account), newPasskey);
        bytes32 hash = keccak256("a message");
        bytes memory signature = ownerSignature(address(validator), newPasskey, address(account), hash);
        assertTrue(validator.isOwnerSignature(address(account), hash, signature), "before");
        remove(address(account), newPasskey);
        assertFalse(validator.isOwnerSignature(address(account), hash, signature), "after");
    }
}
