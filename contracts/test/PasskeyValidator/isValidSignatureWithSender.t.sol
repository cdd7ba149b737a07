// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

contract IsValidSignatureWithSenderTest is PasskeyTest {
    bytes32 private constant HASH = keccak256("a message");
    address private constant SENDER = address(0x5E);

    function answerTo(address caller, bytes memory signature) private returns (bytes32) {
        vm.prank(caller);
        return bytes32(validator.isValidSignatureWithSender(SENDER, HASH, signature));
    }

    function test_isValidSignatureWithSender_answersTheAccountAboutItsPasskeys() public {
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), HASH);
        assertEq(answerTo(address(account), signature), bytes32(IERC1271.isValidSignature.selector), "owner");
        signature = ownerSignature(address(validator), otherPasskey, address(account), HASH);
        assertEq(answerTo(address(account), signature), bytes32(FAILURE), "somebody else");
        assertEq(answerTo(address(account), ""), bytes32(FAILURE), "nothing");
    }

    /// C-43 A stranger who asks is told about himself, and nothing changes.
    function test_isValidSignatureWithSender_answersStrangersAboutThemselves() public {
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), HASH);
        vm.record();
        assertEq(answerTo(address(this), signature), bytes32(FAILURE), "a stranger");
        (, bytes32[] memory writes) = vm.accesses(address(validator));
        assertEq(writes.length, 0, "writes");
    }

    /// One passkey owns both accounts: what it signs for one is nothing to the other.
    function test_isValidSignatureWithSender_isForOneAccount() public {
        add(address(otherAccount), ownerPasskey);
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), HASH);
        assertEq(answerTo(address(account), signature), bytes32(IERC1271.isValidSignature.selector), "the account");
        assertEq(answerTo(address(otherAccount), signature), bytes32(FAILURE), "the other account");
    }

    /// Who asked the account makes no difference: the hash binds what it needs.
    function testFuzz_isValidSignatureWithSender_ignoresTheSender(address sender, bytes32 hash, uint256 seed) public {
        Passkey memory passkey = passkeyFrom(seed);
        replace(address(account), passkey);
        bytes memory signature = ownerSignature(address(validator), passkey, address(account), hash);
        vm.prank(address(account));
        bytes4 answer = validator.isValidSignatureWithSender(sender, hash, signature);
        assertEq(bytes32(answer), bytes32(IERC1271.isValidSignature.selector), "the answer");
    }
}
