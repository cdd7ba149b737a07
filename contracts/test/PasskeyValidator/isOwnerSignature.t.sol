// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Assertion, Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";
import {Vm} from "../support/Vm.sol";

contract IsOwnerSignatureTest is PasskeyTest {
    bytes32 private constant HASH = keccak256("a message");
    bytes32 private constant ERC6492_SUFFIX = 0x6492649264926492649264926492649264926492649264926492649264926492;

    function isGood(bytes memory signature) private view returns (bool) {
        return validator.isOwnerSignature(address(account), HASH, signature);
    }

    function test_isOwnerSignature_acceptsEveryPasskeyOfTheAccount() public {
        add(address(account), newPasskey);
        assertTrue(isGood(ownerSignature(address(validator), ownerPasskey, address(account), HASH)), "primary");
        assertTrue(isGood(ownerSignature(address(validator), newPasskey, address(account), HASH)), "further");
        assertFalse(isGood(ownerSignature(address(validator), otherPasskey, address(account), HASH)), "somebody else");
    }

    /// The key that comes with the signature is the one that has to be the account's and to have signed.
    function test_isOwnerSignature_rejectsAnothersSignatureUnderTheOwnersKey() public view {
        bytes32 challenge = messageDigest(address(validator), address(account), HASH);
        bytes memory others = sign(otherPasskey, challenge);
        assertFalse(isGood(bytes.concat(keyOf(ownerPasskey), others)), "the owner's key, another's signature");
        assertFalse(isGood(bytes.concat(keyOf(otherPasskey), others)), "another's key and signature");
        assertFalse(
            isGood(bytes.concat(keyOf(otherPasskey), sign(ownerPasskey, challenge))),
            "another's key, the owner's signature"
        );
    }

    function test_isOwnerSignature_rejectsOtherHashes() public view {
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), HASH);
        assertFalse(
            validator.isOwnerSignature(address(account), keccak256("another message"), signature), "another message"
        );
    }

    /// One passkey owns both accounts: what it signs for one is nothing to the other.
    function test_isOwnerSignature_isForOneAccount() public {
        add(address(otherAccount), ownerPasskey);
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), HASH);
        assertTrue(isGood(signature), "the account");
        assertFalse(validator.isOwnerSignature(address(otherAccount), HASH, signature), "the other account");
    }

    function test_isOwnerSignature_rejectsEndedPasskeys() public {
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), HASH);
        replace(address(account), newPasskey);
        assertFalse(isGood(signature), "replaced");
        uninstall(address(account));
        assertFalse(
            isGood(ownerSignature(address(validator), newPasskey, address(account), HASH)),
            "of an uninstalled validator"
        );
    }

    /// No chain id is signed: it is the hash that binds it, where it should be bound.
    function test_isOwnerSignature_countsOnEveryChain() public {
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), HASH);
        vm.chainId(CHAIN_ID + 1);
        assertTrue(isGood(signature), "on another chain");
    }

    /// W-04
    function test_isOwnerSignature_needsUserVerification() public view {
        Assertion memory assertion = assertionOf(messageDigest(address(validator), address(account), HASH));
        assertion.authenticatorData = authenticatorData(USER_PRESENT);
        assertFalse(isGood(bytes.concat(keyOf(ownerPasskey), sign(ownerPasskey, assertion))), "without UV");
    }

    /// W-18
    function test_isOwnerSignature_rejectsRawSignatures() public view {
        bytes32 challenge = messageDigest(address(validator), address(account), HASH);
        (bytes32 r, bytes32 s) = signLow(ownerPasskey, challenge);
        assertFalse(isGood(abi.encodePacked(keyOf(ownerPasskey), r, s)), "r and s alone");
        assertFalse(
            isGood(bytes.concat(keyOf(ownerPasskey), pack(r, s, assertionOf(challenge)))), "in an unsigned envelope"
        );
        (r, s) = signLow(ownerPasskey, HASH);
        assertFalse(isGood(abi.encodePacked(keyOf(ownerPasskey), r, s)), "over the hash");
    }

    function test_isOwnerSignature_rejectsCutSignatures() public view {
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), HASH);
        for (uint256 length = signature.length; length > 0; --length) {
            assembly ("memory-safe") {
                mstore(signature, sub(length, 1))
            }
            assertFalse(isGood(signature), vm.toString(length - 1));
        }
    }

    /// C-31 Nothing is unwrapped, deployed or called for a signature: it is bytes.
    function test_isOwnerSignature_ignoresWrappedCalls() public {
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), HASH);
        bytes memory call = abi.encodeCall(validator.replacePasskeys, (publicKey(otherPasskey)));
        bytes memory wrapped = bytes.concat(abi.encode(address(validator), call, signature), ERC6492_SUFFIX);
        vm.recordLogs();
        assertFalse(isGood(wrapped), "wrapped");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 0, "events");
        assertStored(1, 0, keyHash(ownerPasskey));
    }

    function testFuzz_isOwnerSignature_acceptsRandomPasskeys(uint256 seed, bytes32 hash, address stranger) public {
        Passkey memory passkey = passkeyFrom(seed);
        replace(address(account), passkey);
        bytes memory signature = ownerSignature(address(validator), passkey, address(account), hash);
        assertTrue(validator.isOwnerSignature(address(account), hash, signature), "the account");
        vm.assume(stranger != address(account));
        assertFalse(validator.isOwnerSignature(stranger, hash, signature), "a stranger");
    }

    function testFuzz_isOwnerSignature_neverReverts(address account_, bytes32 hash, bytes calldata signature)
        public
        view
    {
        assertFalse(validator.isOwnerSignature(account_, hash, signature), "random bytes");
        bytes memory withKey = bytes.concat(keyOf(ownerPasskey), signature);
        assertFalse(validator.isOwnerSignature(address(account), hash, withKey), "random bytes after the owner's key");
    }
}
